import { showRecentCalls } from '../recent-calls/recent-calls';
import { createResultDesk, type ResultFactory } from './result-desk';

/** The value of the AMD file `result.js`: what becomes of calls that have ended. */
const factory: ResultFactory = (needs) => {
  const desk = createResultDesk(needs);
  const hideRecent = showRecentCalls(needs);
  return {
    ...desk,
    destroy() {
      hideRecent();
      desk.destroy();
    },
  };
};

export default factory;
