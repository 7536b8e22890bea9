import type { CommandTrouble } from '../channel/agent-line';
import { SoftphoneError } from './softphone-error';

type Carried = Promise<CommandTrouble | undefined>;

/** What the phone refuses it explains by its fault; any other error is an accident, and stays one. */
export async function phoneTrouble(carried: Carried): Carried {
  try {
    return await carried;
  } catch (error) {
    if (error instanceof SoftphoneError) return error.fault;
    throw error;
  }
}
