const WAITS_MS = 5_000;

/** Whether anything answers at a foreign address; CORS hides what. */
export async function answersAt(url: string): Promise<boolean> {
  try {
    await fetch(url, { mode: 'no-cors', signal: AbortSignal.timeout(WAITS_MS) });
    return true;
  } catch {
    return false; // The browser tells nothing more than that there was no answer.
  }
}

/** Whether a WebSocket for SIP opens there; it is closed at once. */
export function opensAt(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = socketTo(url);
    if (!socket) return resolve(false);
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.onopen = socket.onerror = null;
      socket.close();
      resolve(isOpen);
    };
    const timer = setTimeout(() => end(false), WAITS_MS);
    socket.onopen = () => end(true);
    socket.onerror = () => end(false);
  });
}

function socketTo(url: string): WebSocket | undefined {
  try {
    return new WebSocket(url, 'sip');
  } catch {
    return undefined; // No address of a WebSocket, or plain `ws:` from a page of HTTPS.
  }
}
