import type { Extension } from '../../../call/ids';
import { field, type AmiFrame } from './ami-frame';
import { extensionOf, type ChannelNames } from './channel-party';

/** Name that a page gave itself when it registered: the user part of its contact. A reloaded page has another one. */
export type PageName = string;

export interface PageTold {
  readonly extension: Extension;
  readonly page: PageName;
  /** `new`: was not here before. `known`: still here. `replaced`: gone, and one that came later is here. */
  readonly is: 'new' | 'known' | 'gone' | 'replaced';
}

/** `sip:hdmnoxb0fb@127.0.0.1:50418;transport=ws` */
const CONTACT = /^sips?:([^@;]+)@/;

/** The registered pages of each agent, told by ContactStatus; none is known before it has registered once more. */
export class AgentPages {
  /** In the order they came. */
  private readonly pages = new Map<Extension, PageName[]>();

  constructor(private readonly names: ChannelNames) {}

  /** `undefined` = no page of an agent. When a page takes another one's place, either may be told first. */
  take(frame: AmiFrame): PageTold | undefined {
    const extension = extensionOf(field(frame, 'EndpointName') || field(frame, 'AOR'), this.names);
    const page = CONTACT.exec(field(frame, 'URI'))?.[1];
    if (extension === undefined || page === undefined) return undefined;
    const is =
      field(frame, 'ContactStatus') === 'Removed' ? this.leave(extension, page) : this.come(extension, page);
    return { extension, page, is };
  }

  isHere(extension: Extension, page: PageName): boolean {
    return this.of(extension).includes(page);
  }

  /** The one that came last. */
  newest(extension: Extension): PageName | undefined {
    return this.of(extension).at(-1);
  }

  reset(): void {
    this.pages.clear();
  }

  private come(extension: Extension, page: PageName): PageTold['is'] {
    if (this.isHere(extension, page)) return 'known';
    this.pages.set(extension, [...this.of(extension), page]);
    return 'new';
  }

  private leave(extension: Extension, page: PageName): PageTold['is'] {
    const pages = this.of(extension);
    this.pages.set(
      extension,
      pages.filter((other) => other !== page),
    );
    return pages.indexOf(page) === pages.length - 1 ? 'gone' : 'replaced';
  }

  private of(extension: Extension): readonly PageName[] {
    return this.pages.get(extension) ?? [];
  }
}
