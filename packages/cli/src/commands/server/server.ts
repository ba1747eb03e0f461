import { once } from 'node:events'
import { startServer } from '@clearway/server'
import { command, Printed } from '../../command.ts'
import { flag } from '../../option.ts'
import { configFlag, settingFlags, settingsFrom } from './server-flags.ts'
import { explainSettings, showConfig } from './show-config.ts'

export const server = command({
  details:
    'API, files and web page lie on one port; web page and files have a second one each, as ClearML’s clients expect. Every setting is a flag, a variable of the environment and a key of the configuration file; `--show-config` lists them with where each value comes from.',
  options: {
    ...settingFlags,
    ...configFlag,
    showConfig: flag('Print every setting with its value, its default and where it comes from, and start nothing.'),
  },
  examples: ['', '--port 0 --data ./clearway-data', '--config clearway.yaml --show-config'],
  callsServer: false,
  async run({ showConfig: wantsConfig, ...flags }, context) {
    const settings = settingsFrom(flags)
    if (wantsConfig) {
      const explained = explainSettings(settings, flags, process.env)
      context.print(context.json ? JSON.stringify(explained, undefined, 2) : showConfig(explained, context.look))
      return new Printed()
    }
    const stopped = context.stopped()
    await using running = await startServer(settings)
    const { url, webUrl, connection } = running
    if (context.json)
      context.print(JSON.stringify({ url, webUrl, filesUrl: `${url}/files`, data: settings.data, pid: connection.pid }, undefined, 2))
    else context.print(`listening on ${url}`)
    if (!stopped.aborted) await once(stopped, 'abort')
    return new Printed()
  },
})
