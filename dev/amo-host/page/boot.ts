/** What the server put into the document; see `host-pages/shell.ts` on its side. */
export interface BootUser {
  readonly id: number;
  readonly login: string;
  readonly name: string;
}

export interface Manager {
  readonly id: string;
  readonly title: string;
  readonly is_admin: 'Y' | 'N';
  readonly group: string;
}

export interface Boot {
  readonly user: BootUser;
  readonly managers: Readonly<Record<string, Manager>>;
  readonly groups: Readonly<Record<string, string>>;
  readonly account: { readonly id: number; readonly name: string; readonly subdomain: string } & Readonly<
    Record<string, unknown>
  >;
  readonly task_types: Readonly<Record<string, unknown>>;
  readonly user_rights: Readonly<Record<string, unknown>>;
  readonly coreVersion: { readonly frontend: string; readonly backend: string };
  readonly hasOffice: boolean;
  readonly language: string;
  readonly platform: {
    readonly name: string;
    readonly hasCustomers: boolean;
    readonly hasOldGlobal: boolean;
  };
  readonly vendorModules: readonly string[];
}

export const readBoot = (): Boot => JSON.parse(document.getElementById('boot')?.textContent ?? '{}') as Boot;

export const isAdmin = (boot: Boot): boolean => boot.managers[boot.user.id]?.is_admin === 'Y';
