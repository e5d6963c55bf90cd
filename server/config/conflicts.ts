/** Settings that are each right by themselves and make no sense together. */
import type { Config, SettingName } from './settings.ts'

/** @param nameOf how the person wrote a setting: `--tls-cert` @returns a sentence for each conflict */
export function findConflicts(config: Config, nameOf: (name: SettingName) => string): string[] {
  const hasTls = config.tls || config.https
  const isBrought = config['tls-cert'] !== undefined
  const conflicts: [isOne: boolean, at: SettingName, sentence: string][] = [
    [isBrought && config['tls-key'] === undefined, 'tls-cert', 'needs tls-key, the private key of that certificate'],
    [!isBrought && config['tls-key'] !== undefined, 'tls-key', 'needs tls-cert, the certificate of that key'],
    [isBrought && !hasTls, 'tls-cert', 'is of no use without tls or https'],
    [isBrought && config['tls-profile'] !== 'valid', 'tls-profile', 'is for certificates made here, not with tls-cert'],
    [!config.tls && config['tls-profile'] !== 'valid', 'tls-profile', 'is of no use without tls'],
    [!config.tls && config['smtp-auth-tls-only'], 'smtp-auth-tls-only', 'lets nobody sign in without tls'],
    [config['smtp-users'] !== undefined && config['smtp-auth'] === 'off', 'smtp-users', 'is of no use with smtp-auth off'],
  ]
  return conflicts.filter(([isOne]) => isOne).map(([, at, sentence]) => `${nameOf(at)}: ${sentence}`)
}
