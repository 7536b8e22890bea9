import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteJournal } from '../../../src/gateway/store/sqlite-journal';
import { keepsToTheJournalStore } from './journal-store-contract';

keepsToTheJournalStore(async () => new SqliteJournal(openDatabase(':memory:')));
