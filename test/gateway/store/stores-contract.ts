import type { OpenStores } from '../../../src/gateway/store/stores';
import { keepsToTheDialHistory } from './dial-history-contract';
import { keepsToTheDialStore } from './dial-store-contract';
import { keepsToTheIndexStore } from './index-store-contract';
import { keepsToTheJournalStore } from './journal-store-contract';
import { keepsToTheOutboxStore } from './outbox-store-contract';
import { keepsToTheSmallStores } from './small-stores-contract';

/** What all stores keep to, whatever they are kept in; `open` gives empty ones. */
export function keepsToAllStores(open: () => Promise<OpenStores>): void {
  describe('outbox', () => keepsToTheOutboxStore(async () => (await open()).outboxStore));
  describe('journal', () => keepsToTheJournalStore(async () => (await open()).journalStore));
  describe('dial lists', () => keepsToTheDialStore(async () => (await open()).dialStore));
  describe('history of dial lists', () => keepsToTheDialHistory(async () => (await open()).dialHistory));
  describe('phone index', () => keepsToTheIndexStore(async () => (await open()).indexStore));
  describe('small stores', () => keepsToTheSmallStores(open));
}
