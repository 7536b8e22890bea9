import type { AgentLine } from '../../../src/widget/channel/agent-line';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';

/** A line whose pictures the test shows by hand; like the real one it calls each watcher back at once. */
export class HandLine implements Pick<AgentLine, 'watch'> {
  /** Whether the phone is in this tab. */
  isLeader = (): boolean => true;
  private readonly watchers = new Set<(picture: AgentPicture) => void>();
  private picture = EMPTY_PICTURE;

  readonly watch = (watcher: (picture: AgentPicture) => void): (() => void) => {
    watcher(this.picture);
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  };

  show(picture: AgentPicture): void {
    this.picture = picture;
    this.watchers.forEach((watcher) => watcher(picture));
  }
}
