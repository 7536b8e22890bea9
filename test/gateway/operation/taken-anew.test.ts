import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../../src/gateway/read-config';
import { fixedKeysThatDiffer } from '../../../src/gateway/fixed-keys';
import { FakeAmi } from '../support/fake-ami';
import { FakeAmo } from '../support/fake-amo';
import { buildProgram, GatewayProcess, programConfig } from '../support/gateway-process';

it('takes the file up at SIGHUP, and goes on as it was when the file has mistakes', async () => {
  const [amis, amo] = [[new FakeAmi(), new FakeAmi()] as const, new FakeAmo()];
  const folder = mkdtempSync(join(tmpdir(), 'linia-'));
  const config = programConfig(folder, await amis[0].listen(), await amo.listen());
  const [pbx, account] = [config.pbx[0], config.accounts[0]];
  const second = {
    ...config,
    pbx: [pbx, { ...pbx, id: 'branch', port: await amis[1].listen() }],
    accounts: [account, { ...account, id: 30100201, pbxId: 'branch' }],
  };
  const gateway = await GatewayProcess.start(buildProgram(), folder, config);
  try {
    await amis[0].action('Login');
    gateway.take({ ...second, pbx: 'none' });
    gateway.take(second);
    await amis[1].action('Login');
    expect(amis[0].count('Login')).toBe(1);
  } finally {
    expect(await gateway.end('SIGTERM')).toBe(0);
    await Promise.all([...amis, amo].map((far) => far.close()));
  }
});

it('tells which keys wait for the next start, by their names in the file', () => {
  const env = { AMI: 'a', INTEGRATION: 'b', TOKEN: 'c', DATABASE: 'postgres://db.example/linia' };
  const surroundings = { env, readFile: () => '' };
  const config = programConfig('/tmp', 5038, 80);
  const now = parseConfig(config, surroundings);
  const database = { env: 'DATABASE' };
  const differs = { ...config, database, store: 'other.sqlite', listen: { host: '127.0.0.1', port: 1 } };
  expect(fixedKeysThatDiffer(now, parseConfig(config, surroundings))).toEqual([]);
  expect(fixedKeysThatDiffer(now, parseConfig(differs, surroundings))).toEqual([
    'listen',
    'store',
    'database',
  ]);
});
