import type { Fact } from './fact';
import { accountAndUserFacts } from './facts/account-and-users';
import { authorizationFacts } from './facts/authorization';
import { callEventFacts } from './facts/call-events';
import { callRefusalFacts } from './facts/call-refusals';
import { callTargetFacts } from './facts/call-targets';
import { callFacts } from './facts/calls';
import { complexLeadFacts } from './facts/complex-leads';
import { disposableTokenFacts } from './facts/disposable-token';
import { entityWriteFacts } from './facts/entity-writes';
import { envelopeFacts } from './facts/envelopes';
import { legacyFacts } from './facts/legacy';
import { limitFacts } from './facts/limits';
import { listFacts } from './facts/lists';
import { modelFacts } from './facts/models';
import { noteFacts } from './facts/notes';
import { oauthFacts } from './facts/oauth';
import { pagingFacts } from './facts/paging';
import { rightsFacts } from './facts/rights';
import { searchFacts } from './facts/searches';
import { taskFacts } from './facts/tasks';
import { unsortedRefusalFacts } from './facts/unsorted-refusals';
import { unsortedFacts } from './facts/unsorted';
import { webhookDeliveryFacts } from './facts/webhook-deliveries';
import { webhookFacts } from './facts/webhooks';
import { widgetFacts } from './facts/widgets';

export interface Subject {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** Every fact by its subject; the limits come last, because they wear the account out. */
export const SUBJECTS: readonly Subject[] = [
  { title: 'Who may speak', facts: authorizationFacts },
  { title: 'Envelopes and problems', facts: envelopeFacts },
  { title: 'Pages', facts: pagingFacts },
  { title: 'Searches', facts: searchFacts },
  { title: 'Models', facts: modelFacts },
  { title: 'Writing entities', facts: entityWriteFacts },
  { title: 'Complex leads', facts: complexLeadFacts },
  { title: 'Tasks', facts: taskFacts },
  { title: 'Notes', facts: noteFacts },
  { title: 'Lists', facts: listFacts },
  { title: 'Calls', facts: callFacts },
  { title: 'Calls refused', facts: callRefusalFacts },
  { title: 'Where calls land', facts: callTargetFacts },
  { title: 'Call notices', facts: callEventFacts },
  { title: 'Incoming leads', facts: unsortedFacts },
  { title: 'Incoming leads refused', facts: unsortedRefusalFacts },
  { title: 'Account and users', facts: accountAndUserFacts },
  { title: 'Rights', facts: rightsFacts },
  { title: 'Widgets', facts: widgetFacts },
  { title: 'Webhooks', facts: webhookFacts },
  { title: 'What webhooks bring', facts: webhookDeliveryFacts },
  { title: 'What widgets call from the page', facts: legacyFacts },
  { title: 'OAuth', facts: oauthFacts },
  { title: 'Disposable tokens', facts: disposableTokenFacts },
  { title: 'Limits and outages', facts: limitFacts },
];
