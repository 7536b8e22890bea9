/** Brings the tables of docs/configuration.md up to the schema: `node build/dev/write-configuration-page.js`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { configurationSchema } from '../src/gateway/read-config';
import { configurationPage } from './configuration-page';

const PAGE = 'docs/configuration.md';

writeFileSync(PAGE, configurationPage(readFileSync(PAGE, 'utf8'), configurationSchema()));
