import { createPrivateKey, X509Certificate } from 'node:crypto';

/** Files in PEM; `cert` with the chain up to the authority, as Let's Encrypt's `fullchain.pem`. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** Epoch, ms. */
  readonly endsAt: number;
}

/** `why`: what is wrong with them, in words. */
export type CertificateRead = { readonly certificate: Certificate } | { readonly why: string };

export function readCertificate(
  files: CertificateFiles,
  readFile: (path: string) => string,
): CertificateRead {
  const cert = textOf(files.cert, readFile);
  const key = textOf(files.key, readFile);
  if (cert === undefined) return { why: `the file ${files.cert} cannot be read` };
  if (key === undefined) return { why: `the file ${files.key} cannot be read` };
  const x509 = attempt(() => new X509Certificate(cert));
  if (!x509) return { why: `${files.cert} is no certificate in PEM` };
  const privateKey = attempt(() => createPrivateKey(key));
  if (!privateKey) return { why: `${files.key} is no private key in PEM, or has a password` };
  if (!x509.checkPrivateKey(privateKey)) return { why: `${files.key} is not the key of ${files.cert}` };
  return { certificate: { cert, key, endsAt: Date.parse(x509.validTo) } };
}

const textOf = (path: string, readFile: (path: string) => string): string | undefined =>
  attempt(() => readFile(path));

/** Whatever is thrown, the caller says in words which file is meant. */
function attempt<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
