/** What kind of file system a path lies on: the shared memory and the locks that WAL needs do not work on every one. */

export interface FileSystem {
  /** As the system calls it: `ext4`, `nfs4`, `fuse.sshfs`. */
  type: string
  mountPoint: string
}

/** Local ones among the many that come by way of FUSE. */
const LOCAL_FUSE = /^fuse\.(fuse-overlayfs|ntfs|ntfs-3g|exfat|unionfs|mergerfs|portal|gocryptfs|encfs)$/
const NETWORK =
  /^(nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|glusterfs|lustre|gpfs|ocfs2|gfs2|davfs|virtiofs|vboxsf|prl_fs|fuse(\..+)?)$/

/** True when another machine, or the host of a virtual machine, keeps the files. */
export function isNetworkFileSystem(type: string): boolean {
  return NETWORK.test(type) && !LOCAL_FUSE.test(type)
}

/**
 * @param mountInfo content of `/proc/self/mountinfo` (proc(5))
 * @param path absolute, without symbolic links
 */
export function findFileSystem(mountInfo: string, path: string): FileSystem | undefined {
  let found: FileSystem | undefined
  for (const line of mountInfo.split('\n')) {
    // "36 35 98:0 /root /mount/point options [optional fields] - type source options"
    const [mount = '', details] = line.split(' - ')
    const mountPoint = mount
      .split(' ')[4]
      ?.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
    const type = details?.split(' ')[0]
    if (mountPoint === undefined || type === undefined) continue
    const holds = path === mountPoint || path.startsWith(mountPoint.endsWith('/') ? mountPoint : `${mountPoint}/`)
    // Of two mounts on one place, the later hides the earlier.
    if (holds && mountPoint.length >= (found?.mountPoint.length ?? 0)) found = { type, mountPoint }
  }
  return found
}
