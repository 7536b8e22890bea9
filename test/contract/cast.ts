import type { AccountUnderTest } from './account-under-test';

export interface Person {
  readonly id: number;
  readonly phone: string;
}

export interface PersonWith extends Person {
  /** The lead or customer that is linked. */
  readonly linkedId: number;
}

export const WON = 142;
export const LOST = 143;

/** One field value of a phone, as a write gives it. */
export const phoneField = (phone: string) => ({
  field_code: 'PHONE',
  values: [{ value: phone, enum_code: 'WORK' }],
});

/**
 * The people that facts work with. Each is made once a run and only when a fact asks for it: contacts, companies and
 * leads cannot be deleted through the API.
 */
export class Cast {
  private readonly made = new Map<string, Promise<unknown>>();

  constructor(private readonly account: AccountUnderTest) {}

  readonly currentUserId = (): Promise<number> =>
    this.once('user', async () =>
      this.account.id(await this.account.get('/api/v4/account'), 'current_user_id'),
    );

  readonly contact = (): Promise<Person> => this.once('contact', () => this.newPerson('contacts', 'contact'));

  readonly company = (): Promise<Person> =>
    this.once('company', () => this.newPerson('companies', 'company'));

  readonly contactWithLead = (): Promise<PersonWith> =>
    this.once('contact with lead', async () => {
      const person = await this.newPerson('contacts', 'contact with lead');
      return { ...person, linkedId: await this.newLead('open', person.id) };
    });

  readonly contactWithTwoLeads = (): Promise<Person> =>
    this.once('contact with two leads', async () => {
      const person = await this.newPerson('contacts', 'contact with two leads');
      await this.newLead('first of two', person.id);
      await this.newLead('second of two', person.id);
      return person;
    });

  readonly contactWithClosedLead = (): Promise<PersonWith> =>
    this.once('contact with closed lead', async () => {
      const person = await this.newPerson('contacts', 'contact with closed lead');
      return { ...person, linkedId: await this.newLead('lost', person.id, { status_id: LOST }) };
    });

  readonly contactWithCustomer = (): Promise<PersonWith> =>
    this.once('contact with customer', async () => {
      const person = await this.newPerson('contacts', 'contact with customer');
      return { ...person, linkedId: await this.newCustomer('customer', person.id) };
    });

  readonly contactWithLeadAndCustomer = (): Promise<Person> =>
    this.once('contact with both', async () => {
      const person = await this.newPerson('contacts', 'contact with lead and customer');
      await this.newLead('beside a customer', person.id);
      await this.newCustomer('beside a lead', person.id);
      return person;
    });

  readonly companyWithLead = (): Promise<PersonWith> =>
    this.once('company with lead', async () => {
      const person = await this.newPerson('companies', 'company with lead');
      const answer = await this.account.post('/api/v4/leads', [
        { name: this.account.name('lead of a company'), _embedded: { companies: [{ id: person.id }] } },
      ]);
      return { ...person, linkedId: this.account.id(answer, '_embedded.leads.0.id') };
    });

  /** A company and a contact that share a number; the id is the contact's. */
  readonly contactAndCompany = (): Promise<Person> =>
    this.once('contact and company', async () => {
      const phone = this.account.newPhone();
      await this.newPerson('companies', 'company that shares its number', phone);
      return this.newPerson('contacts', 'contact that shares its number', phone);
    });

  async newPerson(
    type: 'contacts' | 'companies',
    what: string,
    phone = this.account.newPhone(),
    more: object = {},
  ): Promise<Person> {
    const answer = await this.account.post(`/api/v4/${type}`, [
      { name: this.account.name(what), custom_fields_values: [phoneField(phone)], ...more },
    ]);
    const id = this.account.id(answer, `_embedded.${type}.0.id`);
    await this.account.settle();
    return { id, phone };
  }

  async newLead(what: string, contactId: number, more: object = {}): Promise<number> {
    const answer = await this.account.post('/api/v4/leads', [
      { name: this.account.name(what), ...more, _embedded: { contacts: [{ id: contactId }] } },
    ]);
    const id = this.account.id(answer, '_embedded.leads.0.id');
    await this.account.settle();
    return id;
  }

  private async newCustomer(what: string, contactId: number): Promise<number> {
    const { account } = this;
    const nextDate = Math.floor(Date.now() / 1000) + 30 * 86400;
    const answer = await account.post('/api/v4/customers', [
      { name: account.name(what), next_date: nextDate },
    ]);
    const id = account.id(answer, '_embedded.customers.0.id');
    await account.post(`/api/v4/customers/${id}/link`, [
      { to_entity_id: contactId, to_entity_type: 'contacts' },
    ]);
    await account.settle();
    return id;
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const held = (this.made.get(key) as Promise<T> | undefined) ?? make();
    this.made.set(key, held);
    return held;
  }
}
