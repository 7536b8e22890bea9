import type { CallerOwner } from '../../protocol/callers';
import type { StoredOwner } from '../crm/phone-index/index-store';
import type { AmoUser } from '../profile/account-profile';
import { maySee } from './may-see';

/**
 * Who has the number, as this user may see it. Customers have no right of their own in amoCRM's answer, so they go with
 * the card that they hang on.
 */
export function knownOwners(found: readonly StoredOwner[], user: AmoUser): readonly CallerOwner[] {
  const owners = found.filter(({ owner }) => maySee(user, owner.kind, owner));
  return owners.map((stored) => ownerFor(stored, user));
}

function ownerFor({ owner, company, leads, customers }: StoredOwner, user: AmoUser): CallerOwner {
  const { id, name, responsibleUserId, createdAt } = owner;
  return {
    type: owner.kind === 'contacts' ? 'contact' : 'company',
    ...{ id, name, responsibleUserId, createdAt },
    company,
    leads: leads
      .filter((lead) => maySee(user, 'leads', lead))
      .map(({ id: leadId, name: lead, statusId, pipelineId, price }) => ({
        ...{ id: leadId, name: lead, statusId, pipelineId, price },
      })),
    customers: customers.map((customer) => ({ id: customer.id, name: customer.name })),
  };
}
