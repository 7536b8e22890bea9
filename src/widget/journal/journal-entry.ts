import twigjs from 'twigjs';
import type { Csv } from '../csv/csv';
import type { TeamFactory } from '../dial-team/team-pane';
import { browserClock } from '../host/browser-clock';
import { createRender } from '../ui/twig-view';
import { openAdvancedPage, type PageFactory, type PageNeeds } from './advanced-page';
import { askGateway, type AskGateway } from './ask-gateway';

const nowhere: AskGateway = async () => ({ ok: false, trouble: 'auth', fault: 'gateway-address' });

/** The value of the AMD file `journal.js`. */
const factory: PageFactory = (place, host, apiUrl, line) => {
  const { say, session } = host;
  const loadTeam: PageNeeds['loadTeam'] = async (needs) =>
    ((await host.load('team.js')) as TeamFactory)({
      ...needs,
      loadCsv: async () => (await host.load('csv.js')) as Csv,
    });
  const ask = apiUrl === '' ? nowhere : askGateway(apiUrl, host, browserClock);
  return openAdvancedPage(place, { say, session, ask, render: createRender(twigjs), line, loadTeam });
};

export default factory;
