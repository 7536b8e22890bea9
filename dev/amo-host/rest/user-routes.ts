import type { AccountState } from '../account/account-state';
import { GROUPS, rightsView, type AccountUser } from '../account/account-user';
import { NOTHING_FOUND, ok, selfLink, type ApiRequest, type ApiRoute } from './api-route';
import { listOf } from './nested-query';
import { pageOf } from './paging';
import { ApiProblem } from './problem';

function view(user: AccountUser, request: ApiRequest): object {
  const wanted = listOf(request.query['with']);
  const group = GROUPS.find(({ id }) => id === user.groupId);
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    lang: 'ru',
    rights: {
      ...rightsView(user),
      mail_access: false,
      catalog_access: false,
      is_admin: user.isAdmin,
      is_free: false,
      is_active: true,
      group_id: user.groupId || null,
      role_id: null,
      status_rights: [],
    },
    ...(wanted.includes('uuid') && { uuid: `00000000-0000-4000-8000-${String(user.id).padStart(12, '0')}` }),
    ...(wanted.includes('amojo_id') && {
      amojo_id: `10000000-0000-4000-8000-${String(user.id).padStart(12, '0')}`,
    }),
    ...(wanted.includes('user_rank') && { user_rank: user.isAdmin ? 'admin' : 'newbie' }),
    ...(wanted.includes('phone_number') && { phone_number: user.phoneNumber }),
    _links: selfLink(request, `/api/v4/users/${user.id}`),
    _embedded: {
      ...(wanted.includes('role') && { roles: [] }),
      ...(wanted.includes('group') && {
        groups: group ? [{ id: group.id, name: group.name, uuid: group.uuid }] : [],
      }),
    },
  };
}

function adminOnly(request: ApiRequest): void {
  if (request.actor.kind === 'user' && !request.actor.user.isAdmin) throw ApiProblem.forbidden();
}

export const userRoutes = (state: AccountState): ApiRoute[] => [
  {
    path: '/api/v4/users',
    methods: {
      GET: (request) => {
        adminOnly(request);
        return pageOf(request, 'users', state.users, (user) => view(user, request), { withTotal: true });
      },
    },
  },
  {
    path: '/api/v4/users/:id(^\\d+$)',
    methods: {
      GET: (request) => {
        adminOnly(request);
        const user = state.user(Number(request.params['id']));
        return user ? ok(view(user, request)) : NOTHING_FOUND;
      },
    },
  },
];
