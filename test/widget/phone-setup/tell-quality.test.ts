import type { Answer } from '../../../src/widget/channel/gateway-channel';
import type { AgentQuery } from '../../../src/widget/channel/agent-query';
import { tellQuality } from '../../../src/widget/phone-setup/tell-quality';
import { HandLine } from '../softphone/hand-line';
import { own, picture, TALKING } from '../softphone/panel-pictures';

const QUALITY = {
  ...{
    forSec: 61,
    mos: 3.9,
    worstMos: 2.1,
    lossInPercent: 1.5,
    lossOutPercent: 0,
    jitterMs: 12.4,
    rttMs: 48,
  },
};
const OVER = picture({
  phone: { registration: 'registered', calls: [], lastTalk: { id: own('established').id, quality: QUALITY } },
});

function desk(answers: readonly Answer<unknown>[], isLeader = true) {
  const line = new HandLine();
  const asked: AgentQuery[] = [];
  const ask = async (query: AgentQuery): Promise<Answer<unknown>> => {
    asked.push(query);
    return answers[asked.length - 1] ?? { ok: true, value: null };
  };
  tellQuality({
    line: { ...line, watch: line.watch, ask, run: async () => undefined, isLeader: () => isLeader },
  });
  return { line, asked };
}
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

it('tells the gateway by the name that the PBX has for the call, once', async () => {
  const { line, asked } = desk([]);
  line.show(TALKING);
  line.show(OVER);
  await settled();
  line.show(OVER);
  await settled();
  expect(asked).toEqual([{ query: 'callQuality', args: { callId: TALKING.calls[0]?.id, quality: QUALITY } }]);
});

it('waits while the gateway is away, and gives up what it refuses', async () => {
  const { line, asked } = desk([
    { ok: false, fault: 'gateway-lost' },
    { ok: false, fault: 'unknown-call' },
  ]);
  line.show(TALKING);
  line.show(OVER);
  await settled();
  expect(asked).toHaveLength(1);
  line.show({ ...OVER, link: { link: 'lost' } });
  await settled();
  expect(asked).toHaveLength(1);
  line.show(OVER);
  await settled();
  expect(asked).toHaveLength(2);
  line.show({ ...OVER });
  await settled();
  expect(asked).toHaveLength(2);
});

it('is silent in the tabs that do not hold the phone', async () => {
  const { line, asked } = desk([], false);
  line.show(TALKING);
  line.show(OVER);
  await settled();
  expect(asked).toEqual([]);
});
