import { userOf } from './sip-message';
import type { SipFlow } from './sip-flow';

export interface Contact {
  readonly extension: string;
  readonly uri: string;
  readonly flow: SipFlow;
}

export interface RegistrarEvents {
  added(contact: Contact, wasReachable: boolean): void;
  removed(contact: Contact): void;
}

interface Binding extends Contact {
  readonly expiry: ReturnType<typeof setTimeout>;
}

/** Where each extension can be reached: one contact, the newest (max_contacts=1, remove_existing=yes). */
export class Registrar {
  private readonly bindings = new Map<string, Binding>();

  constructor(private readonly events: RegistrarEvents) {}

  bind(contact: Contact, expiresSec: number): void {
    const { extension } = contact;
    const before = this.bindings.get(extension);
    if (before) clearTimeout(before.expiry);
    const expiry = setTimeout(() => this.unbind(extension), expiresSec * 1000);
    this.bindings.set(extension, { ...contact, expiry });
    contact.flow.extension = extension;
    if (before?.uri === contact.uri && before.flow === contact.flow) return;
    if (before) this.events.removed(before);
    this.events.added(contact, before !== undefined);
  }

  /** A phone that has been replaced takes only its own `uri` away. */
  unbind(extension: string, uri?: string): void {
    const binding = this.bindings.get(extension);
    if (!binding || (uri !== undefined && binding.uri !== uri)) return;
    clearTimeout(binding.expiry);
    this.bindings.delete(extension);
    this.events.removed(binding);
  }

  flowClosed(flow: SipFlow): void {
    for (const binding of [...this.bindings.values()])
      if (binding.flow === flow) this.unbind(binding.extension);
  }

  contactOf(extension: string): Contact | undefined {
    return this.bindings.get(extension);
  }

  all(): readonly Contact[] {
    return [...this.bindings.values()];
  }

  close(): void {
    for (const { expiry } of this.bindings.values()) clearTimeout(expiry);
    this.bindings.clear();
  }
}

/** The page instance behind a contact: sip.js puts a name of its own for every page load there. */
export function instanceOf(uri: string): string | undefined {
  return userOf(uri);
}
