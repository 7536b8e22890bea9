/** Whether the agent has this tab before his eyes: not behind another tab, not in a minimised window. */
export interface SeenTab {
  isSeen(): boolean;
  /** Calls back when the tab comes to the front; returns the undo. */
  onSeen(listener: () => void): () => void;
}

export const seenTab: SeenTab = {
  isSeen: () => document.visibilityState === 'visible',
  onSeen(listener) {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};
