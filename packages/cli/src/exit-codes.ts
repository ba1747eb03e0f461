/** What each exit code of the program means; `docs/reference/commands.md` lists them. */
export const exitCodes = {
  0: 'What was asked for was done. For a command that waits for a run: the run completed.',
  1: 'It was not: the server refused it, there is no such thing or no server, or the run that the command waited for did not complete.',
  2: 'The command line is wrong; nothing was done.',
  3: 'The run that the command waited for was stopped.',
  130: 'Ctrl-C ended a command that was waiting or following. Other signals: 128 and the number of the signal.',
} as const
