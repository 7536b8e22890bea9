import type { Call } from '../call/call';
import { amoEntity, chooseEntity } from '../call/entity-rule';
import { endedCall } from '../call/ended-call';
import type { CallId, UserId } from '../call/ids';
import type { NumberOwner } from '../call/entity-rule';
import type { Clock } from '../lib/clock';
import type { Directory } from './agents/directory';
import type { AccountConfig } from './config';
import type { AmoClient } from './crm/amo-client';
import { callBodies } from './crm/call-writing/call-bodies';
import { CallFinder } from './crm/call-writing/call-finder';
import { callWords, type Language } from './crm/call-writing/call-words';
import { CallWriter } from './crm/call-writing/call-writer';
import type { Log } from './log';
import { samePlace, type CallEntry, type LoggedCall, type Place } from './outbox/call-entry';
import { nextStep } from './outbox/next-step';
import { Outbox } from './outbox/outbox';
import type { OutboxStore } from './outbox/outbox-store';
import type { PhoneNumbers } from './phone-numbers';
import type { Settings } from './profile/account-profile';
import { openRecordingSource, type RecordingSettings } from './recordings/open-recordings';
import { recordingLinks } from './recordings/recording-links';
import type { RecordedAccount } from './recordings/recording-route';
import { RECORDING_AWAITED_MS, RecordingWatch } from './recordings/recording-watch';
import { wrapUpOf } from './results/wrap-up';

export interface AccountCallsParts {
  readonly config: AccountConfig;
  readonly recorded: RecordingSettings | undefined;
  /** Where the world reaches the gateway, without a slash at its end. */
  readonly publicUrl: string;
  readonly amo: AmoClient;
  readonly store: OutboxStore;
  readonly directory: Directory;
  readonly phones: PhoneNumbers;
  readonly settings: () => Settings;
  /** By number, E.164, as they are for this call; `undefined` = the index is not filled yet. */
  readonly ownersOf: (
    number: string,
    userId: UserId | undefined,
    callId: CallId,
  ) => Promise<readonly NumberOwner[] | undefined>;
  /** Each answered call of an agent with a number that somebody has. */
  readonly talkedWith: (call: LoggedCall, owner: NumberOwner) => Promise<void>;
  /** The lead for whose sake the call was made, from a dial list. */
  readonly leadOf: (callId: CallId) => Promise<Place | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

/** So long a log waits for the recording; later its link is patched in. */
const RECORDING_PATIENCE_MS = 20_000;
/** Of one account in a quarter of an hour: more than any PBX ends. */
const MOST_FOLLOWED = 20_000;

/** The ended calls of one account on their way to amoCRM. */
export interface AccountCalls {
  readonly outbox: Outbox;
  /** Of any call that ended; those among colleagues are passed over. */
  readonly record: (call: Call) => void;
  /** It was to be recorded, and is not on the disk yet. */
  readonly isUnsaved: (callId: CallId) => boolean;
  /** None = this PBX does not record. */
  readonly recordings: RecordedAccount | undefined;
  start(): void;
  stop(): Promise<void>;
}

export function openAccountCalls(parts: AccountCallsParts): AccountCalls {
  const { config, amo, store, directory, phones, settings, clock, log } = parts;
  const words = callWords(languageOf(config.country), (number) => phones.of(number).text);
  const bodies = callBodies(config.source, words);
  const finder = new CallFinder(amo, bodies);
  const writer = new CallWriter(amo, bodies, finder);
  const outbox = new Outbox({
    accountId: config.id,
    store,
    courier: {
      carryOut: (jobs, signal) => writer.carryOut(jobs, signal),
      look: (jobs, signal) => finder.look(jobs, signal),
    },
    nextStep: (entry) =>
      nextStep(
        entry,
        { unknownNumber: settings()['unknown_number'] === 'contact' ? 'create-contact' : 'keep' },
        (call) => words.othersTalked(call),
      ),
    clock,
    log,
  });
  const recordings = openRecordings(parts);
  const watch =
    recordings &&
    new RecordingWatch({
      ...{ ...recordings, publicUrl: parts.publicUrl, clock, log },
      found: async (callId, recording) => {
        await outbox.change(callId, ({ entry }) => ({ entry: { ...entry, recording } }));
      },
    });
  /** Calls whose place in amoCRM is looked up. */
  const placing = new Map<CallId, Promise<void>>();
  /** After a restart those are looked for again whose recording was still awaited. */
  const followAgain = async (): Promise<void> => {
    const rows = await store.addedSince(config.id, clock.now() - RECORDING_AWAITED_MS, MOST_FOLLOWED);
    for (const { entry } of rows)
      if (entry.recording === undefined && entry.recordingBy !== undefined)
        watch?.follow(entry.call.id, entry.call.startedAt);
  };
  return {
    outbox,
    recordings,
    start() {
      outbox.start();
      void followAgain().catch((error: unknown) =>
        log.error({ err: error }, 'recordings of the last calls are not looked for'),
      );
    },
    async stop() {
      watch?.stop();
      await Promise.all(placing.values());
      await outbox.stop();
    },
    isUnsaved: (callId) => placing.has(callId) || outbox.isUnsaved(callId),
    record(call) {
      const logged = loggedCall(call, directory, phones);
      if (!logged) return;
      const hasAgent = logged.disposition === 'answered' && logged.userId !== undefined;
      const { opensFromMs, waitsMs } = wrapUpOf(settings());
      const opens = hasAgent && logged.talkMs >= opensFromMs;
      const logsAt = logged.endedAt + (opens ? waitsMs : 0);
      const isRecorded = watch && logged.disposition === 'answered';
      const placed = ownPlace(parts, logged).then((entity) => {
        const entry: CallEntry = {
          ...{ call: logged, logsAt, written: {} },
          ...(entity && { entity }),
          ...(isRecorded && { recordingBy: logged.endedAt + RECORDING_PATIENCE_MS }),
        };
        placing.delete(logged.id);
        outbox.add(entry, hasAgent);
        if (isRecorded) watch.follow(logged.id, logged.startedAt);
      });
      placing.set(logged.id, placed);
    },
  };
}

function openRecordings({ config, recorded, clock, log }: AccountCallsParts): RecordedAccount | undefined {
  if (!recorded) return undefined;
  const { id, integration } = config;
  return {
    source: openRecordingSource({ accountId: id, settings: recorded, clock, log }),
    links: recordingLinks(id, integration.secret, recorded.linkDays),
  };
}

function loggedCall(call: Call, directory: Directory, phones: PhoneNumbers): LoggedCall | undefined {
  const ended = endedCall(call);
  if (!ended) return undefined;
  const { responsible, others, number, ...rest } = ended;
  const userId = responsible && directory.usersAt(responsible)[0]?.userId;
  return {
    ...rest,
    number: phones.of(number).number,
    others: others.map((extension) => directory.colleague(extension).name),
    ...(responsible && { extension: responsible }),
    ...(userId && { userId }),
  };
}

const NOBODY = 0 as UserId;

/** The lead that a list called for, else where our rule puts the call, if amoCRM's own would lead elsewhere (decided.md 2). Never rejects. */
async function ownPlace(
  { ownersOf, talkedWith, leadOf, log }: AccountCallsParts,
  call: LoggedCall,
): Promise<Place | undefined> {
  const { number, userId, id } = call;
  try {
    const owners = number.startsWith('+') ? await ownersOf(number, userId, id) : undefined;
    const choice = owners && chooseEntity(owners, { agent: userId ?? NOBODY });
    if (choice) await talkedWith(call, choice.owner);
    const own = (await leadOf(id)) ?? choice?.entity;
    return own && !samePlace(own, amoEntity(owners ?? [])) ? { type: own.type, id: own.id } : undefined;
  } catch (error) {
    log.error({ err: error, callId: id }, 'the phone index could not be asked for a call that ended');
    return undefined;
  }
}

const SPANISH = /^(ES|MX|AR|CO|CL|PE|VE|EC|GT|CU|BO|DO|HN|PY|SV|NI|CR|PA|UY)$/;

/** Of what the gateway writes into the account by itself. */
export function languageOf(country: string): Language {
  if (/^(RU|BY|KZ|KG|UZ|TJ|AM|AZ|MD|GE|UA)$/.test(country)) return 'ru';
  if (/^(BR|PT|AO|MZ)$/.test(country)) return 'pt';
  return SPANISH.test(country) ? 'es' : 'en';
}
