import type { Call } from '../call/call';
import { amoEntity, chooseEntity } from '../call/entity-rule';
import { endedCall } from '../call/ended-call';
import type { UserId } from '../call/ids';
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
import { samePlace, type LoggedCall, type Place } from './outbox/call-entry';
import { nextStep } from './outbox/next-step';
import { Outbox } from './outbox/outbox';
import type { OutboxStore } from './outbox/outbox-store';
import type { PhoneNumbers } from './phone-numbers';
import type { Settings } from './profile/account-profile';
import { wrapUpOf } from './results/wrap-up';

export interface AccountCallsParts {
  readonly config: AccountConfig;
  readonly amo: AmoClient;
  readonly store: OutboxStore;
  readonly directory: Directory;
  readonly phones: PhoneNumbers;
  readonly settings: () => Settings;
  /** By number, E.164; `undefined` = the index is not filled yet. */
  readonly ownersOf: (number: string) => Promise<readonly NumberOwner[] | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The ended calls of one account on their way to amoCRM. */
export interface AccountCalls {
  readonly outbox: Outbox;
  /** Of any call that ended; those among colleagues are passed over. */
  readonly record: (call: Call) => void;
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
  return {
    outbox,
    record(call) {
      const logged = loggedCall(call, directory, phones);
      if (!logged) return;
      const hasAgent = logged.disposition === 'answered' && logged.userId !== undefined;
      const { opensFromMs, waitsMs } = wrapUpOf(settings());
      const opens = hasAgent && logged.talkMs >= opensFromMs;
      const logsAt = logged.endedAt + (opens ? waitsMs : 0);
      void ownPlace(parts, logged).then((entity) =>
        outbox.add({ call: logged, logsAt, ...(entity && { entity }), written: {} }, hasAgent),
      );
    },
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

/** Where our rule puts the call, if amoCRM's own would lead elsewhere (decided.md 2). Never rejects. */
async function ownPlace(
  { ownersOf, log }: AccountCallsParts,
  { number, userId = 0 as UserId, id }: LoggedCall,
): Promise<Place | undefined> {
  try {
    const owners = number.startsWith('+') ? await ownersOf(number) : undefined;
    const own = owners && chooseEntity(owners, { agent: userId })?.entity;
    return own && !samePlace(own, amoEntity(owners)) ? { type: own.type, id: own.id } : undefined;
  } catch (error) {
    log.error({ err: error, callId: id }, 'the phone index could not be asked for a call that ended');
    return undefined;
  }
}

const SPANISH = /^(ES|MX|AR|CO|CL|PE|VE|EC|GT|CU|BO|DO|HN|PY|SV|NI|CR|PA|UY)$/;

/** Of what the gateway writes into the account by itself. */
function languageOf(country: string): Language {
  if (/^(RU|BY|KZ|KG|UZ|TJ|AM|AZ|MD|GE|UA)$/.test(country)) return 'ru';
  if (/^(BR|PT|AO|MZ)$/.test(country)) return 'pt';
  return SPANISH.test(country) ? 'es' : 'en';
}
