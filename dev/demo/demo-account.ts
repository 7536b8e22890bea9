/**
 * The demo account that everything in `dev/` shares: the stand-in amoCRM shows these users, the office gives them
 * phones, the gateway of `npm start` maps one to the other. Names and numbers are invented (+7 998 is not in use).
 */
export interface DemoUser {
  readonly id: number;
  readonly name: string;
  readonly login: string;
  readonly isAdmin: boolean;
  readonly group: 'group_0' | 'group_1';
  /** Missing: the user has no phone. */
  readonly extension?: string;
  readonly device: 'browser' | 'desk' | 'none';
}

export const DEMO_USERS: readonly DemoUser[] = [
  {
    id: 504141,
    name: 'Анна Белова',
    login: 'anna@demo.example',
    isAdmin: false,
    group: 'group_0',
    extension: '101',
    device: 'browser',
  },
  {
    id: 504142,
    name: 'Тимур Галеев',
    login: 'timur@demo.example',
    isAdmin: false,
    group: 'group_0',
    extension: '102',
    device: 'browser',
  },
  {
    id: 504143,
    name: 'Игорь Савин',
    login: 'igor@demo.example',
    isAdmin: false,
    group: 'group_1',
    extension: '201',
    device: 'desk',
  },
  {
    id: 504144,
    name: 'Ольга Мирская',
    login: 'olga@demo.example',
    isAdmin: true,
    group: 'group_0',
    extension: '103',
    device: 'browser',
  },
  {
    id: 504145,
    name: 'Денис Лаптев',
    login: 'denis@demo.example',
    isAdmin: false,
    group: 'group_1',
    device: 'none',
  },
];

export const DEMO_ACCOUNT = {
  id: 30100200,
  subdomain: 'demo',
  name: 'Окна Севера',
  timezone: 'Europe/Moscow',
} as const;

/** The private integration that the demo account has installed. Secrets of a demo, used on loopback only. */
export const DEMO_INTEGRATION = {
  widgetCode: 'linia_demo',
  clientUuid: 'a1c5b7f0-5b0e-4a6e-9a35-5f0f6f1d2c3b',
  clientSecret: 'demo-client-secret-of-the-integration-0001',
  redirectUri: 'http://127.0.0.1/oauth',
  longLivedToken: 'demo-long-lived-token',
} as const;

/** Sends back what it hears, in the office and in the tests' Asterisk. */
export const ECHO_EXTENSION = '600';

/** Numbers that customers dial; the office and the demo dialplan route them. */
export const DEMO_LINES = {
  /** Rings extension 101 for 15 s. */
  anna: '74950000101',
  /** Rings extension 102 for 15 s. */
  timur: '74950000102',
  /** Rings the desk phone 201 for 15 s. */
  igor: '74950000201',
  /** Rings 101 and 102 together: the group "Продажи". */
  sales: '74950000700',
  /** The queue "support": answered at once, music until 101 or 102 takes the call. */
  support: '74950000800',
} as const;
