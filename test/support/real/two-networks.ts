import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually';

/** A room of its own in the kernel's network (network_namespaces(7)): nothing in it reaches the machine, or is reached. */
class Room {
  private constructor(
    readonly pid: number,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(): Promise<Room> {
    // Dies with us, even when jest is killed.
    const keeper = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', '-n', 'sleep', 'infinity'], {
      stdio: 'ignore',
    });
    const ended = once(keeper, 'exit');
    const pid = keeper.pid ?? 0;
    const room = new Room(pid, async () => {
      keeper.kill('SIGKILL');
      await ended;
    });
    await eventually(
      'the room is there',
      () =>
        execFileSync('readlink', [`/proc/${pid}/ns/net`]).compare(
          execFileSync('readlink', ['/proc/self/ns/net']),
        ) !== 0,
    );
    room.ip('link set lo up');
    return room;
  }

  ip(command: string): void {
    execFileSync('nsenter', ['-t', String(this.pid), '-n', 'ip', ...command.split(' ')]);
  }

  close(): Promise<void> {
    return this.end();
  }
}

/**
 * An agent's computer that can be in one of two networks, and a PBX that is reached from both. Everything lies in rooms of
 * the kernel, so that browsers of other tests do not see networks come and go. Needs root.
 */
export class TwoNetworks {
  /** Not a private one: Chrome lets no page of the outside world speak to those unasked. */
  static readonly pbxAddress = '203.0.113.1';

  private constructor(
    private readonly agent: Room,
    private readonly pbx: Room,
    private readonly folder: string,
  ) {}

  static async open(): Promise<TwoNetworks> {
    const [agent, pbx] = [await Room.open(), await Room.open()];
    pbx.ip('link add inside type veth peer name inside-end');
    pbx.ip(`addr add ${TwoNetworks.pbxAddress}/24 dev inside`);
    for (const end of ['inside', 'inside-end']) pbx.ip(`link set ${end} up`);
    for (const net of [1, 2]) {
      pbx.ip(`link add to-agent${net} type veth peer name net${net} netns ${agent.pid}`);
      pbx.ip(`addr add 10.77.${net}.1/24 dev to-agent${net}`);
      pbx.ip(`link set to-agent${net} up`);
      agent.ip(`addr add 10.77.${net}.2/24 dev net${net}`);
    }
    const networks = new TwoNetworks(agent, pbx, mkdtempSync(join(tmpdir(), 'linia-networks-')));
    networks.plugIn(1);
    return networks;
  }

  get pbxPid(): number {
    return this.pbx.pid;
  }

  /** A program that starts this one on the agent's computer. */
  onAgentsComputer(program: string): string {
    const path = join(this.folder, 'program');
    writeFileSync(path, `#!/bin/sh\nexec nsenter -t ${this.agent.pid} -n ${program} "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** The computer leaves one network and joins the other; nobody says goodbye. */
  change(from: 1 | 2, to: 1 | 2): void {
    this.agent.ip(`link set net${from} down`);
    this.plugIn(to);
  }

  async close(): Promise<void> {
    await Promise.all([this.agent.close(), this.pbx.close()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private plugIn(net: 1 | 2): void {
    this.agent.ip(`link set net${net} up`);
    this.agent.ip(`route add default via 10.77.${net}.1`);
  }
}
