import type { UserId } from '../../../call/ids';

/** The lists of amoCRM's REST v4 that the index is made of, in the order in which they are read. */
export const INDEXED_KINDS = ['contacts', 'companies', 'leads', 'customers'] as const;
export type IndexedKind = (typeof INDEXED_KINDS)[number];
export type OwnerKind = 'contacts' | 'companies';

interface Indexed {
  readonly id: number;
  readonly name: string;
  readonly responsibleUserId: UserId;
  /** amoCRM's group of the responsible user; 0 = the main one. */
  readonly groupId: number;
}

export interface IndexedOwner extends Indexed {
  readonly kind: OwnerKind;
  /** Epoch ms. */
  readonly createdAt: number;
  /** E.164, each once. */
  readonly numbers: readonly string[];
  /** Of a contact: where he works. */
  readonly companyId?: number;
}

interface Linked extends Indexed {
  /** Who it belongs to, as the lead or customer itself says. */
  readonly contactIds: readonly number[];
  readonly companyIds: readonly number[];
}

/** Active ones only: closed leads never count (decided.md 1). */
export interface IndexedLead extends Linked {
  readonly kind: 'leads';
  readonly statusId: number;
  readonly pipelineId: number;
  readonly price: number;
}

export interface IndexedCustomer extends Linked {
  readonly kind: 'customers';
}

export type IndexedEntity = IndexedOwner | IndexedLead | IndexedCustomer;
