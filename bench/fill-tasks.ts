/**
 * Inserts tasks in projects of 20 users, with tags and parameters, directly into the tables, because only reading is measured. Fifty projects are at the
 * top, the others are below these.
 */
export function fillTasks(kind: 'sqlite' | 'postgres', count: number, projects = 50): string {
  const sqlite = kind === 'sqlite'
  const numbers = (last: number): string =>
    sqlite
      ? `(with recursive n(i) as (select 0 union all select i + 1 from n where i < ${last - 1}) select i from n) as n`
      : `generate_series(0, ${last - 1}) as n(i)`
  const id = (number: string): string => (sqlite ? `printf('%032x', ${number})` : `lpad(to_hex(${number}), 32, '0')`)
  const projectName = `'project ' || ((i % 50 * 7) % 50) || case when i < 50 then '' else '/part ' || i end`
  const company = `(select id from company limit 1)`
  const document = sqlite
    ? `json_object('binary', 'python3', 'repository', 'https://git.example.com/group/repository' || (i % 40) || '.git', 'entry_point', 'train_' || (i % 9) || '.py', 'diff', hex(zeroblob(1000)))`
    : `jsonb_build_object('binary', 'python3', 'repository', 'https://git.example.com/group/repository' || (i % 40) || '.git', 'entry_point', 'train_' || (i % 9) || '.py', 'diff', repeat('0', 2000))`
  const tagged = (kindOfTag: string, tag: string, where = 'true'): string =>
    `insert into task_tag (task, company, kind, tag) select ${id('i')}, ${company}, '${kindOfTag}', ${tag} from ${numbers(count)} where ${where};`
  const parameter = (name: string, number: string): string =>
    `insert into task_param (task, company, section, name, value, num, type, description) select ${id('i')}, ${company}, 'Args', '${name}', cast(${number} as text), ${number}, 'float', null from ${numbers(count)};`
  return `begin;
    insert into "user" (id, company, name, role, password, listed, preferences, created)
      select 'user' || i, ${company}, 'Person ' || ((i * 7) % 20), 'user', null, 1, '{}', i from ${numbers(20)};
    insert into project (id, company, "user", name, basename, parent, description, default_output_destination, created, last_update, rev)
      select 'project' || i, ${company}, 'user1', ${projectName}, case when i < 50 then ${projectName} else 'part ' || i end, case when i < 50 then null else 'project' || (i % 50) end, '', null, i, i, 1 from ${numbers(projects)};
    insert into task (id, company, "user", project, name, type, status, status_reason, status_message, status_changed, comment, created, started, completed, active_duration, last_update, last_change, last_changed_by, last_iteration, stop_requested, generation, rev, script, execution, output, container, runtime, models, resources)
      select ${id('i')}, ${company}, 'user' || (i % 20), 'project' || (i % ${projects}), 'experiment ' || (i % 5000) || ' run ' || i,
        case when i % 50 = 0 then 'controller' when i % 3 = 0 then 'data_processing' else 'training' end,
        case i % 10 when 6 then 'created' when 5 then 'stopped' when 4 then 'failed' else 'completed' end,
        '', '', i, case when i % 100 = 0 then 'a baseline for the others' else '' end, 1700000000000 + i,
        case when i % 10 = 6 then null else 1700000000000 + i end, null, case when i % 10 = 6 then null else (i * 31) % 100003 end,
        1700000000000 + (i * cast(7919 as bigint)) % ${count}, i, 'u', i % 100, 0, 1, 1,
        ${document}, '{}', '{}', '{}', '{}', '{"input":[],"output":[]}', '{}' from ${numbers(count)};
    ${tagged('tags', `'tag' || (i % 30)`)}
    ${tagged('system_tags', `'archived'`, 'i % 8 = 0')}
    ${parameter('lr', 'cast((i % 997) / 1000.0 as double precision)')}
    ${parameter('layers', 'i % 7')}
    commit;`
}
