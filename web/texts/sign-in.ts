/** What the page says to who has to sign in, and to who has. */

export const signInTexts = {
  title: 'Sign in to Mailmitt',
  /** Of the dialog over what was on the screen. */
  again: 'Sign in again',
  againHelp: 'You have been signed out. What is on the screen stays as it is.',
  name: 'Name',
  password: 'Password',
  submit: 'Sign in',
  submitting: 'Signing in…',
  wrong: 'This name and password do not go together.',
  unreachable: 'Mailmitt does not answer. Is it running?',
  noUsers: 'Nobody signs in here by name and password: programs use tokens, or a proxy in front says who you are.',
  noUsersHelp: 'To sign in here, whoever runs this Mailmitt starts it with --users.',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  signOutFailed: 'Could not sign out',
}
