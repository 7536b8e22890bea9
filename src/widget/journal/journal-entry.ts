import twigjs from 'twigjs';
import { browserClock } from '../host/browser-clock';
import { createRender } from '../ui/twig-view';
import { openAdvancedPage, type PageFactory } from './advanced-page';
import { askGateway, type AskGateway } from './ask-gateway';

const nowhere: AskGateway = async () => ({ ok: false, trouble: 'auth', fault: 'gateway-address' });

/** The value of the AMD file `journal.js`. */
const factory: PageFactory = (place, host, apiUrl) => {
  const { say, session } = host;
  const ask = apiUrl === '' ? nowhere : askGateway(apiUrl, host, browserClock);
  return openAdvancedPage(place, { say, session, ask, render: createRender(twigjs) });
};

export default factory;
