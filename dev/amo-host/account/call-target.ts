import type { AccountState } from './account-state';
import { isActiveLead } from './entity';
import type { EntityRef } from './entity-links';
import { ownerOfPhone } from './phone-search';

/**
 * Where amoCRM puts a call with this number (amocrm.ru/developers, "calls-api"): one active lead and no customer, the
 * lead; one customer and no active lead, the customer; else the contact or company itself.
 */
export function callTarget(state: AccountState, phone: string, digits: number): EntityRef | undefined {
  const owner = ownerOfPhone(state, phone, digits);
  if (!owner) return undefined;
  const leads = state.links.linked(owner, 'leads').filter(({ id }) => {
    const lead = state.leads.get(id);
    return lead && isActiveLead(lead) && !state.isHidden({ type: 'leads', id });
  });
  const customers = state.links.linked(owner, 'customers');
  const [lead] = leads;
  const [customer] = customers;
  if (lead && leads.length === 1 && !customer) return { type: 'leads', id: lead.id };
  if (customer && customers.length === 1 && !lead) return { type: 'customers', id: customer.id };
  return owner;
}
