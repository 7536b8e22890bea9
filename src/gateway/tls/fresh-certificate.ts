import { readFileSync } from 'node:fs';
import type { Clock } from '../../lib/clock';
import type { Log } from '../log';
import type { Trouble } from '../trouble';
import { readCertificate, type Certificate, type CertificateFiles } from './certificate';

export interface FreshCertificateParts {
  readonly files: CertificateFiles;
  /** The one that is in use at first. */
  readonly certificate: Certificate;
  /** New connections get this one; those that stand go on. */
  readonly use: (certificate: Certificate) => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error' | 'info'>;
}

/** Certificates of months are renewed weeks before their end: nothing in it makes us quicker than this. */
const LOOK_EVERY_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
const TOLD_BEFORE_END_MS = 7 * DAY_MS;

/** Takes a renewed certificate without a restart; one that cannot be used changes nothing and is told. */
export class FreshCertificate {
  private inUse: Certificate;
  private why = '';
  private undo = (): void => {};

  constructor(private readonly parts: FreshCertificateParts) {
    this.inUse = parts.certificate;
  }

  start(): void {
    this.undo = this.parts.clock.after(LOOK_EVERY_MS, () => {
      this.look();
      this.start();
    });
  }

  stop(): void {
    this.undo();
  }

  /** None = all is well. */
  get trouble(): Trouble | undefined {
    const { clock, files } = this.parts;
    if (this.why !== '')
      return { fault: 'certificate-stale', words: `the TLS certificate was not renewed: ${this.why}` };
    const leftMs = this.inUse.endsAt - clock.now();
    if (leftMs > TOLD_BEFORE_END_MS) return undefined;
    const when = leftMs <= 0 ? 'has ended' : `ends in ${Math.ceil(leftMs / DAY_MS)} days`;
    const words = `the TLS certificate ${files.cert} ${when}: renew it, the gateway takes the new one by itself`;
    return { fault: 'certificate-ending', words };
  }

  private look(): void {
    const { files, use, log } = this.parts;
    const read = readCertificate(files, (path) => readFileSync(path, 'utf8'));
    if ('why' in read) return this.tell(read.why);
    this.tell('');
    const { cert, key } = read.certificate;
    if (cert === this.inUse.cert && key === this.inUse.key) return;
    use(read.certificate);
    this.inUse = read.certificate;
    log.info({ endsAt: new Date(read.certificate.endsAt).toISOString() }, 'TLS certificate renewed');
  }

  private tell(why: string): void {
    if (why !== '' && why !== this.why)
      this.parts.log.error({ why }, 'the renewed TLS certificate cannot be used, the old one goes on');
    this.why = why;
  }
}
