import { DEMO_ACCOUNT, DEMO_USERS } from '../../demo/demo-account';
import { AccountState } from './account-state';
import { accountUser } from './account-user';
import {
  COMPANY_WORDS,
  FIRST_NAMES,
  KNOWN_PEOPLE,
  LAST_NAMES,
  LEAD_SUBJECTS,
  PHONE_COMPANIES,
  PLACES,
  type Person,
} from './demo-people';
import { fieldByCode, fieldValues, newCompany, newContact, newCustomer, newLead } from './entity-factory';
import { LOST, WON, type Company, type Contact } from './entity';
import { PIPELINES, type Pipeline } from './pipeline';
import { PLATFORMS, type Platform } from './platform';
import { SeededRandom } from './seeded-random';

const DAY = 86400;
const CONTACTS = 300;

/** Every way in which people write down a Russian number; `digits` are the ten after the 7. */
const PHONE_FORMATS: readonly ((digits: string) => string)[] = [
  (d) => `+7${d}`,
  (d) => `8${d}`,
  (d) => `+7 ${d.slice(0, 3)} ${d.slice(3, 6)}-${d.slice(6, 8)}-${d.slice(8)}`,
  (d) => `8 (${d.slice(0, 3)}) ${d.slice(3, 6)}-${d.slice(6, 8)}-${d.slice(8)}`,
  (d) => `+7 (${d.slice(0, 3)}) ${d.slice(3, 6)} ${d.slice(6, 8)} ${d.slice(8)}`,
  (d) => `8-${d.slice(0, 3)}-${d.slice(3, 6)}-${d.slice(6)}`,
];

const userId = (index: number): number => (DEMO_USERS[index % DEMO_USERS.length] as { id: number }).id;

function openStatus(pipeline: Pipeline, step: number): number {
  const open = pipeline.statuses.filter(({ type, id }) => type === 0 && id !== WON && id !== LOST);
  return (open[step % open.length] as { id: number }).id;
}

function companyNamed(
  state: AccountState,
  name: string,
  responsibleUserId: number,
  createdAt: number,
): Company {
  const known = [...state.companies.values()].find((company) => company.name === name);
  return known ?? newCompany(state, { name, responsibleUserId, createdBy: responsibleUserId, createdAt });
}

function addPerson(state: AccountState, person: Person, createdAt: number): Contact {
  const responsibleUserId = userId(person.responsible);
  const made = { responsibleUserId, createdBy: responsibleUserId, createdAt };
  const contact = newContact(state, { ...made, name: person.name });
  contact.custom_fields_values = [fieldValues(fieldByCode('contacts', 'PHONE'), person.phones)];
  const ref = { type: 'contacts', id: contact.id } as const;
  const company = person.company
    ? companyNamed(state, person.company, responsibleUserId, createdAt)
    : undefined;
  if (company) state.links.link(ref, { type: 'companies', id: company.id });
  for (const { name, price, status, pipeline: pipelineIndex = 0 } of person.leads) {
    const lead = newLead(state, { ...made, name });
    const pipeline = PIPELINES[pipelineIndex] as Pipeline;
    lead.price = price;
    lead.pipeline_id = pipeline.id;
    lead.status_id = status === 'won' ? WON : status === 'lost' ? LOST : openStatus(pipeline, status);
    lead.closed_at = typeof status === 'string' ? createdAt + 5 * DAY : null;
    state.links.link({ type: 'leads', id: lead.id }, ref, true);
    if (company) state.links.link({ type: 'leads', id: lead.id }, { type: 'companies', id: company.id });
  }
  if (person.customer && state.platform.hasCustomers) {
    const customer = newCustomer(state, { ...made, name: person.customer });
    state.links.link({ type: 'customers', id: customer.id }, ref, true);
  }
  if (person.note) addCommonNote(state, contact, person.note, createdAt + DAY);
  return contact;
}

function addCommonNote(state: AccountState, contact: Contact, text: string, at: number): void {
  const lead = state.links.linked({ type: 'contacts', id: contact.id }, 'leads')[0];
  const author = contact.responsible_user_id;
  const id = state.nextId();
  state.addNote({
    id,
    entityType: lead ? 'leads' : 'contacts',
    entity_id: lead?.id ?? contact.id,
    created_by: author,
    updated_by: author,
    created_at: at,
    updated_at: at,
    responsible_user_id: author,
    group_id: contact.group_id,
    note_type: 'common',
    params: { text },
    account_id: state.account.id,
  });
}

/** Somebody made of words; his number is unique because the index is in it. */
function inventedPerson(random: SeededRandom, index: number): Person {
  const sex = random.below(2);
  const lastName = random.pick(LAST_NAMES) + (sex ? 'а' : '');
  const digits = `998${String(1_000_000 + index * 7919).slice(-7)}`;
  const phones = [random.pick(PHONE_FORMATS)(digits)];
  if (random.chance(0.15))
    phones.push(random.pick(PHONE_FORMATS)(`998${String(2_000_000 + index * 7919).slice(-7)}`));
  const closed = random.chance(0.3);
  return {
    name: `${random.pick(FIRST_NAMES[sex] ?? FIRST_NAMES[0])} ${lastName}`,
    phones: random.chance(0.05) ? [] : phones,
    ...(random.chance(0.35) && { company: `ООО «${random.pick(COMPANY_WORDS)}»` }),
    responsible: random.below(DEMO_USERS.length),
    leads: random.chance(0.7)
      ? [
          {
            name: `${random.pick(LEAD_SUBJECTS)}, ${random.pick(PLACES)}`,
            price: (10 + random.below(900)) * 1000,
            status: closed ? random.pick(['won', 'lost'] as const) : random.below(4),
            pipeline: random.chance(0.15) ? 1 : 0,
          },
        ]
      : [],
    ...(random.chance(0.06) && { customer: `Обслуживание: ${lastName}` }),
  };
}

/** The demo account as it stands at every start: the same ids, people and links, only the dates follow today. */
export function demoAccountState(now?: () => number, platform: Platform = PLATFORMS.amocrm): AccountState {
  const state = new AccountState(DEMO_ACCOUNT, DEMO_USERS.map(accountUser), now, platform);
  const random = new SeededRandom(30100200);
  const start = state.now() - 200 * DAY;
  KNOWN_PEOPLE.forEach((person, index) => addPerson(state, person, start + index * 600));
  for (const { name, phone, responsible } of PHONE_COMPANIES) {
    const company = companyNamed(state, name, userId(responsible), start);
    company.custom_fields_values = [fieldValues(fieldByCode('companies', 'PHONE'), [phone])];
  }
  for (let index = KNOWN_PEOPLE.length; index < CONTACTS; index++) {
    addPerson(state, inventedPerson(random, index), start + index * 12 * 3600);
  }
  return state;
}
