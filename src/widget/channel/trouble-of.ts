import { PHONE_FAULTS, TALK_FAULTS } from '../../protocol/faults';
import { isOneOf } from '../../protocol/raw';
import type { CommandTrouble } from './agent-line';

/**
 * What the agent is told when a command threw. The phone comes from another file with its own copy of `SoftphoneError`, so
 * the error is known by its `fault`, not by its class.
 */
export function troubleOf(error: unknown): CommandTrouble {
  const fault = error instanceof Error && 'fault' in error ? error.fault : undefined;
  return isOneOf([...PHONE_FAULTS, ...TALK_FAULTS], fault) ? fault : 'pbx-refused';
}
