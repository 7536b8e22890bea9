/** Which of several nodes works. Time is the store's own: the clocks of nodes may differ. */
export interface LeaseStore {
  /** Takes the lease, or keeps it, for so long from now; `false` = another node has it. */
  take(node: string, forMs: number): Promise<boolean>;
  answers(): Promise<boolean>;
  /** Gives it away at once if this node has it. */
  release(node: string): Promise<void>;
}
