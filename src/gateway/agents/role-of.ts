import type { Extension } from '../../call/ids';
import type { AgentRole } from '../../protocol/agent-role';
import type { AmoUser } from '../profile/account-profile';

/**
 * Administrators are amoCRM's own; supervisors are named in the setting by e-mail or extension, as people write lists:
 * `103, olga@example.com`. An extension that several users share makes all of them supervisors.
 */
export function roleOf(
  user: Pick<AmoUser, 'isAdmin' | 'isActive' | 'email'> | undefined,
  extension: Extension | undefined,
  supervisors: string,
): AgentRole {
  if (user?.isActive === false) return 'agent';
  if (user?.isAdmin === true) return 'administrator';
  const named = supervisors.toLowerCase().split(/[\s,;]+/);
  const isNamed = [user?.email, extension].some(
    (own) => own !== undefined && own !== '' && named.includes(own),
  );
  return isNamed ? 'supervisor' : 'agent';
}
