import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteOutbox } from '../../../src/gateway/store/sqlite-outbox';
import { keepsToTheOutboxStore } from './outbox-store-contract';

keepsToTheOutboxStore(async () => new SqliteOutbox(openDatabase(':memory:')));
