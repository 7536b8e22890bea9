import { SoftphoneError } from './softphone-error';

/** Of `getUserMedia`: the user or a policy said no. Everything else means that no microphone can be opened. */
const DENIED = new Set(['NotAllowedError', 'SecurityError']);

/** What makes a voice out of a room: said although browsers do it by themselves, because some ask. */
const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;

/**
 * Asks for the microphone; the browser may show its question. One that is wished and cannot be had (unplugged, taken by
 * another program) is replaced by the computer's own. Throws `SoftphoneError`.
 */
export async function openMicrophone(deviceId = ''): Promise<MediaStream> {
  const hindrance = whyNoTalk();
  if (hindrance) throw SoftphoneError.noPhoneHere(hindrance);
  try {
    const wanted = deviceId === '' ? VOICE : { ...VOICE, deviceId: { exact: deviceId } };
    return await navigator.mediaDevices.getUserMedia({ audio: wanted });
  } catch (error) {
    const denied = error instanceof DOMException && DENIED.has(error.name);
    if (denied) throw SoftphoneError.microphoneDenied(error);
    if (deviceId !== '') return openMicrophone();
    throw SoftphoneError.microphoneMissing(error);
  }
}

export function closeMicrophone(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}

/** Why nobody will ever talk here. Without https a browser that could gives no microphone (`mediaDevices` is missing). */
export function whyNoTalk(): 'page-insecure' | 'browser-unsupported' | undefined {
  if ('RTCPeerConnection' in window && 'mediaDevices' in navigator) return undefined;
  return window.isSecureContext ? 'browser-unsupported' : 'page-insecure';
}

/**
 * Tells whether the microphone is denied, now and at each change, without asking the user; returns the undo. Browsers
 * that cannot be asked (Firefox before 131) stay silent, and the denial shows at the first call.
 */
export function watchPermission(told: (denied: boolean) => void): () => void {
  let status: PermissionStatus | undefined;
  let over = false;
  const tell = (): void => told(status?.state === 'denied');
  const watch = (found: PermissionStatus): void => {
    if (over) return;
    status = found;
    status.addEventListener('change', tell);
    tell();
  };
  // Refused = this browser does not know the name: see above.
  navigator.permissions?.query({ name: 'microphone' }).then(watch, () => undefined);
  return () => {
    over = true;
    status?.removeEventListener('change', tell);
  };
}
