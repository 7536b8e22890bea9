/** What the panel of the stand-in can do with the office: the hand that plays the customers. */
export type NextOutgoing = 'answers' | 'busy' | 'no-answer';

export interface CustomerCall {
  readonly id: string;
  readonly direction: 'customer-calls' | 'customer-is-called';
  /** The customer's number as he dials or is dialled. */
  readonly number: string;
  readonly state: 'ringing' | 'talking';
  /** Mean loudness the customer heard during the last second, 0…1; how a demo sees that the agent is heard. */
  readonly heard: number;
}

export interface OfficeControl {
  /** `line` is a number that customers dial (`DEMO_LINES`). Resolves when the call was placed, with its id. */
  customerCalls(call: {
    readonly number: string;
    readonly name?: string;
    readonly line: string;
  }): Promise<{ readonly id: string }>;
  customerHangsUp(id: string): Promise<void>;
  /** How customers react to calls of agents from now on. */
  setNextOutgoing(reaction: NextOutgoing): void;
  calls(): readonly CustomerCall[];
  /** Called at every change of `calls()`; returns the undo. */
  onChange(listener: () => void): () => void;
}
