import type { Extension } from '../../src/call/ids';
import { roleOf } from '../../src/gateway/agents/role-of';

const user = (own: object = {}) => ({ isAdmin: false, isActive: true, email: 'olga@example.com', ...own });
const at = (extension: string) => extension as Extension;

it.each([
  ['103', 'supervisor'],
  ['101, 103', 'supervisor'],
  ['101;103\n102', 'supervisor'],
  ['Olga@Example.com', 'supervisor'],
  ['103@example.com', 'agent'],
  ['1030', 'agent'],
  ['olga', 'agent'],
  ['', 'agent'],
])('makes of the one at 103, by the setting %j, a %s', (supervisors, role) => {
  expect(roleOf(user(), at('103'), supervisors)).toBe(role);
});

it('needs no setting for an administrator of the account', () => {
  expect(roleOf(user({ isAdmin: true }), undefined, '')).toBe('administrator');
});

it('makes nobody more by gaps: no e-mail, no extension, nothing in the setting', () => {
  expect(roleOf(user({ email: '' }), undefined, ' , ;')).toBe('agent');
  expect(roleOf(undefined, undefined, '')).toBe('agent');
});

it('takes every role from whom amoCRM has switched off', () => {
  expect(roleOf(user({ isAdmin: true, isActive: false }), at('103'), '103')).toBe('agent');
});

it('knows supervisors before amoCRM has told its users', () => {
  expect(roleOf(undefined, at('103'), '103')).toBe('supervisor');
});
