export const LANGUAGES = ['ru', 'en', 'es', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

/** In what the two products differ, as far as a widget or its server can see it (amoCRM, "separate-platforms"). */
export interface Platform {
  readonly name: 'amocrm' | 'kommo';
  /** That a user can choose in his profile; the first one is that of a new account. */
  readonly languages: readonly [Language, ...Language[]];
  /** Kommo has no customers: neither their pages nor their part of the API. */
  readonly hasCustomers: boolean;
  /** `AMOCRM` beside `APP`; Kommo has the latter only. */
  readonly hasOldGlobal: boolean;
  /** `platform` in the redirect of an authorization. */
  readonly oauthNumber: string;
  readonly currency: string;
}

export const PLATFORMS: Readonly<Record<Platform['name'], Platform>> = {
  amocrm: {
    name: 'amocrm',
    languages: LANGUAGES,
    hasCustomers: true,
    hasOldGlobal: true,
    oauthNumber: '1',
    currency: 'RUB',
  },
  kommo: {
    name: 'kommo',
    languages: ['en', 'es', 'pt'],
    hasCustomers: false,
    hasOldGlobal: false,
    oauthNumber: '2',
    currency: 'USD',
  },
};
