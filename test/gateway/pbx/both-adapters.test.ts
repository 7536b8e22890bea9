import { AsteriskPbx } from '../../../src/gateway/pbx/asterisk/asterisk-pbx';
import { readReport } from '../../../src/gateway/pbx/webhook/report';
import { WebhookPbx } from '../../../src/gateway/pbx/webhook/webhook-pbx';
import { FakeAmi } from '../support/fake-ami';
import * as hosted from '../support/fake-hosted-pbx';
import * as asterisk from '../support/office-calls';
import { quickClock } from '../support/quick-clock';
import { silentLog } from '../support/silent-log';
import { keepsToThePbxPort, type PbxStage } from './pbx-contract';

describe('Asterisk over AMI', () => {
  keepsToThePbxPort(async (): Promise<PbxStage> => {
    const ami = new FakeAmi();
    const port = await ami.listen();
    const settings = {
      ...{ host: '127.0.0.1', port, user: 'crm', secret: 'ami-secret', trunks: ['trunk'] },
      extensionPattern: /^(\d{3})$/,
      originate: { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 30_000 },
    };
    const lastOf = (name: string) => ami.actions.filter(({ Action }) => Action === name).at(-1);
    return {
      pbx: new AsteriskPbx(settings, quickClock(5), silentLog),
      rings: async (id) => ami.emit(...asterisk.customerRings(id, '101')),
      answers: async (id) => ami.emit(...asterisk.answers(id, '101')),
      hangsUp: async (id) => ami.emit(...asterisk.hangsUp(id, '101')),
      goesAway: () => ami.close(),
      async comesBack(...talking) {
        ami.channels = talking.flatMap((id) => asterisk.talkingChannels(id));
        await ami.listen(port);
      },
      refusesToDial: () => {
        ami.script = ({ Action }) =>
          Action === 'Originate' ? [{ Response: 'Error', Message: 'Extension does not exist' }] : undefined;
      },
      hungUp: () => lastOf('Hangup')?.['Channel'],
      dialled: () => lastOf('Originate')?.['Exten'],
      stop: () => ami.close().catch(() => undefined),
    };
  });
});

describe('a hosted PBX over webhooks', () => {
  keepsToThePbxPort(async (): Promise<PbxStage> => {
    const far = new hosted.FakeHostedPbx();
    const port = await far.listen();
    const commandUrl = `http://127.0.0.1:${port}/commands`;
    const pbx = new WebhookPbx({ key: far.key, commandUrl, ringMs: 30_000 }, quickClock(5), silentLog);
    const post = async (events: readonly object[]): Promise<void> => {
      const report = readReport(JSON.parse(JSON.stringify({ events })));
      if (typeof report === 'string') throw new Error(report);
      pbx.take(report, Date.now());
    };
    const lastOf = (name: string) => far.commands.filter(({ command }) => command === name).at(-1);
    return {
      pbx,
      rings: (id) => post(hosted.customerRings(id, '101')),
      answers: (id) => post(hosted.answers(id, '101')),
      hangsUp: (id) => post(hosted.hangsUp(id, '101')),
      goesAway: () => far.close(),
      async comesBack(...talking) {
        far.legs = talking.flatMap((id) => [
          ...hosted.customerRings(id, '101'),
          ...hosted.answers(id, '101'),
        ]);
        await far.listen(port);
      },
      refusesToDial: () => (far.statuses = { place: 422 }),
      hungUp: () => lastOf('hang-up')?.['legId'] as string | undefined,
      dialled: () => lastOf('place')?.['number'] as string | undefined,
      stop: () => far.close().catch(() => undefined),
    };
  });
});
