import type { AgentStatus } from '../../call/agent-status';
import type { CallResult } from '../../call/call-result';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { isAtLeast, type AgentRole } from '../../protocol/agent-role';
import type { CommandFault } from '../../protocol/faults';
import type { CommandResults, Outcome, PhoneAccount } from '../../protocol/messages';
import {
  parseCloseResult,
  parseSaveDraft,
  parseSaveResult,
  type ResultDraft,
} from '../../protocol/call-results';
import {
  parseDialAdd,
  parseDialDo,
  parseDialEdit,
  parseDialRows,
  type DialCommands,
  type DialResults,
} from '../../protocol/dial-lists';
import {
  parseDialCalls,
  parseDialRuns,
  parseDialTeam,
  type TeamCommands,
  type TeamResults,
} from '../../protocol/dial-team';
import { parseChooseOwner, type ChooseOwner } from '../../protocol/callers';
import type { JournalCall } from '../../protocol/journal';
import { parsePhoneCheck, type PhoneCheckReport } from '../../protocol/phone-check';
import { parseCallQuality, type CallQuality } from '../../protocol/talk-quality';
import { parseCardShown, type CardShown } from '../../protocol/card-shown';
import { parseFindColleagues, type ColleagueNow } from '../../protocol/colleagues';
import { parseHangUp, parseChooseStatus, parsePlaceCall } from '../../protocol/parse';
import type { Log } from '../log';
import type { Agent } from './agent';

/** What agents may ask for; who asks is known from his ticket. */
export interface AgentCommands {
  /** What he may do now; looked up with every command, a change holds at once. */
  roleOf(agent: Agent): AgentRole;
  placeCall(agent: Agent, number: string): Promise<Outcome<CallId>>;
  hangUp(agent: Agent, callId: CallId): Promise<Outcome<null>>;
  phoneAccount(agent: Agent): Promise<Outcome<PhoneAccount>>;
  colleagues(agent: Agent, find: string): Promise<Outcome<readonly ColleagueNow[]>>;
  chooseOwner(agent: Agent, choice: ChooseOwner): Promise<Outcome<null>>;
  chooseStatus(agent: Agent, chosen: { readonly status: AgentStatus }): Promise<Outcome<null>>;
  saveResult(agent: Agent, callId: CallId, result: CallResult): Promise<Outcome<null>>;
  closeResult(agent: Agent, callId: CallId): Promise<Outcome<null>>;
  saveDraft(agent: Agent, callId: CallId, draft: ResultDraft): Promise<Outcome<null>>;
  cardShown(agent: Agent, shown: CardShown): Promise<Outcome<null>>;
  phoneCheck(agent: Agent, report: PhoneCheckReport): Promise<Outcome<null>>;
  recentCalls(agent: Agent): Promise<Outcome<readonly JournalCall[]>>;
  callQuality(agent: Agent, told: CallQuality): Promise<Outcome<null>>;
  dialAdd(agent: Agent, asked: DialCommands['dialAdd']): Promise<Outcome<DialResults['dialAdd']>>;
  dialRows(agent: Agent, asked: DialCommands['dialRows']): Promise<Outcome<DialResults['dialRows']>>;
  dialDo(agent: Agent, asked: DialCommands['dialDo']): Promise<Outcome<DialResults['dialDo']>>;
  dialEdit(agent: Agent, asked: DialCommands['dialEdit']): Promise<Outcome<DialResults['dialEdit']>>;
  dialTeam(agent: Agent, asked: TeamCommands['dialTeam']): Promise<Outcome<TeamResults['dialTeam']>>;
  dialRuns(agent: Agent, asked: TeamCommands['dialRuns']): Promise<Outcome<TeamResults['dialRuns']>>;
  dialCalls(agent: Agent, asked: TeamCommands['dialCalls']): Promise<Outcome<TeamResults['dialCalls']>>;
}

export type Command = keyof CommandResults;
export type AnyOutcome = Outcome<CommandResults[Command]>;
/** Always answers, and in time. */
export type AnswerCommand = (agent: Agent, command: Command, raw: unknown) => Promise<AnyOutcome>;

export const COMMANDS = [
  'placeCall',
  'hangUp',
  'phoneAccount',
  'colleagues',
  'chooseOwner',
  'chooseStatus',
  'saveResult',
  'closeResult',
  'saveDraft',
  'cardShown',
  'callQuality',
  'phoneCheck',
  'recentCalls',
  'dialAdd',
  'dialRows',
  'dialDo',
  'dialEdit',
  'dialTeam',
  'dialRuns',
  'dialCalls',
] as const satisfies readonly Command[];
/** What may be asked for by whom. `agent` = everybody, about what is his own. */
export const ROLE_FOR: Readonly<Record<Command, AgentRole>> = {
  placeCall: 'agent',
  hangUp: 'agent',
  phoneAccount: 'agent',
  colleagues: 'agent',
  chooseOwner: 'agent',
  chooseStatus: 'agent',
  saveResult: 'agent',
  closeResult: 'agent',
  saveDraft: 'agent',
  cardShown: 'agent',
  callQuality: 'agent',
  phoneCheck: 'agent',
  recentCalls: 'agent',
  dialAdd: 'agent',
  dialRows: 'agent',
  dialDo: 'agent',
  // What only supervisors may do to a list is asked for there.
  dialEdit: 'agent',
  dialTeam: 'supervisor',
  dialRuns: 'supervisor',
  dialCalls: 'supervisor',
};
/** No call's id is longer; a longer one is not looked up. */
const LONGEST_ID = 128;
const ANSWER_WITHIN_MS = 10_000;

export const refused = (fault: CommandFault): Outcome<never> => ({ ok: false, fault });

export function answersTo(
  commands: AgentCommands,
  clock: Clock,
  log: Pick<Log, 'error' | 'warn'>,
  roleFor = ROLE_FOR,
): AnswerCommand {
  return async (agent, command, raw) => {
    if (!isAtLeast(commands.roleOf(agent), roleFor[command])) {
      log.warn({ command, ...agent }, 'command refused: not allowed to this user');
      return refused('not-allowed');
    }
    const work = carryOut(commands, agent, command, raw).catch((error: unknown) => {
      log.error({ err: error, command, ...agent }, 'command failed');
      return refused('pbx-refused');
    });
    return inTime(work, clock, () => log.warn({ command, ...agent }, 'command not answered in time'));
  };
}

async function carryOut(
  commands: AgentCommands,
  agent: Agent,
  command: Command,
  raw: unknown,
): Promise<AnyOutcome> {
  switch (command) {
    case 'placeCall': {
      const placing = parsePlaceCall(raw);
      return placing ? commands.placeCall(agent, placing.number) : refused('malformed');
    }
    case 'hangUp': {
      const ending = parseHangUp(raw);
      return ending && ending.callId.length <= LONGEST_ID
        ? commands.hangUp(agent, ending.callId)
        : refused('malformed');
    }
    case 'phoneAccount':
      return commands.phoneAccount(agent);
    case 'colleagues': {
      const asked = parseFindColleagues(raw);
      return asked ? commands.colleagues(agent, asked.find) : refused('malformed');
    }
    case 'chooseOwner': {
      const choice = parseChooseOwner(raw);
      return choice ? commands.chooseOwner(agent, choice) : refused('malformed');
    }
    case 'chooseStatus': {
      const chosen = parseChooseStatus(raw);
      return chosen ? commands.chooseStatus(agent, chosen) : refused('malformed');
    }
    case 'saveResult': {
      const saving = parseSaveResult(raw);
      return saving ? commands.saveResult(agent, saving.callId, saving.result) : refused('malformed');
    }
    case 'closeResult': {
      const closing = parseCloseResult(raw);
      return closing ? commands.closeResult(agent, closing.callId) : refused('malformed');
    }
    case 'cardShown': {
      const shown = parseCardShown(raw);
      return shown ? commands.cardShown(agent, shown) : refused('malformed');
    }
    case 'recentCalls':
      return commands.recentCalls(agent);
    case 'phoneCheck': {
      const report = parsePhoneCheck(raw);
      return report ? commands.phoneCheck(agent, report) : refused('malformed');
    }
    case 'callQuality': {
      const told = parseCallQuality(raw);
      return told ? commands.callQuality(agent, told) : refused('malformed');
    }
    case 'saveDraft': {
      const typed = parseSaveDraft(raw);
      return typed ? commands.saveDraft(agent, typed.callId, typed.draft) : refused('malformed');
    }
    case 'dialAdd': {
      const adding = parseDialAdd(raw);
      return adding ? commands.dialAdd(agent, adding) : refused('malformed');
    }
    case 'dialRows': {
      const wanted = parseDialRows(raw);
      return wanted ? commands.dialRows(agent, wanted) : refused('malformed');
    }
    case 'dialDo': {
      const step = parseDialDo(raw);
      return step ? commands.dialDo(agent, step) : refused('malformed');
    }
    case 'dialEdit': {
      const edit = parseDialEdit(raw);
      return edit ? commands.dialEdit(agent, edit) : refused('malformed');
    }
    case 'dialTeam': {
      const team = parseDialTeam(raw);
      return team ? commands.dialTeam(agent, team) : refused('malformed');
    }
    case 'dialRuns': {
      const runs = parseDialRuns(raw);
      return runs ? commands.dialRuns(agent, runs) : refused('malformed');
    }
    case 'dialCalls': {
      const past = parseDialCalls(raw);
      return past ? commands.dialCalls(agent, past) : refused('malformed');
    }
  }
}

function inTime(work: Promise<AnyOutcome>, clock: Clock, tellLate: () => void): Promise<AnyOutcome> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ANSWER_WITHIN_MS, () => {
      tellLate();
      resolve(refused('timeout'));
    });
    work.finally(cancel).then(resolve, reject);
  });
}
