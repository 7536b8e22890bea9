import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteDialLists } from '../../../src/gateway/store/sqlite-dial-lists';
import { keepsToTheDialStore } from './dial-store-contract';

keepsToTheDialStore(async () => new SqliteDialLists(openDatabase(':memory:')));
