-- Takes over webhooks that version 0.1 left: events in the one outbox that it had, and deliveries that wait as jobs of
-- BullMQ. Processes of that version may still run. Included by scripts.
--
--   key_of.former_webhook_outbox       STREAM: events of all tenants, each with its URL
--   key_of.webhook_delivery(event)     HASH: delivery (JSON: tenant, url, type, body, createdAt), state, attempts, ...
--   key_of.former_webhook_jobs(name)   wait, delayed, active: job ids webhook.<event>.<run>; and the jobs by their ids

local FORMER_AT_ONCE = 50

-- accept: told of each event { id, tenant, event, generation or batch, url, at }.
local function take_former_events(accept)
  local outbox = key_of.former_webhook_outbox
  for _, told in ipairs(redis.call('XRANGE', outbox, '-', '+', 'COUNT', FORMER_AT_ONCE)) do
    local entry = { id = told[1] }
    for at = 1, #told[2], 2 do
      entry[told[2][at]] = told[2][at + 1]
    end
    local about = entry.generation and key_of.generation(entry.generation) or key_of.batch(entry.batch)
    entry.tenant = redis.call('HGET', about, 'tenant')
    if entry.tenant then
      accept(entry)
    end
    redis.call('XDEL', outbox, told[1])
  end
  if redis.call('XLEN', outbox) == 0 then
    redis.call('DEL', outbox)
  end
end

-- accept: told of each delivery { event, tenant, url, at }, which is written as this version does by then.
local function take_former_jobs(accept)
  local waiting, delayed, active =
    key_of.former_webhook_jobs('wait'), key_of.former_webhook_jobs('delayed'), key_of.former_webhook_jobs('active')
  local function take(job)
    local event = string.match(job, '^webhook%.(.*)%.%d+$')
    local key = key_of.webhook_delivery(event or '')
    local fields = redis.call('HMGET', key, 'delivery', 'state')
    redis.call('UNLINK', key_of.former_webhook_jobs(job))
    if fields[1] and (fields[2] or 'pending') == 'pending' then
      local delivery = cjson.decode(fields[1])
      local at = string.format('%.0f', delivery.createdAt)
      redis.call('HDEL', key, 'delivery')
      redis.call(
        'HSET',
        key,
        'tenant',
        delivery.tenant,
        'type',
        delivery.type,
        'kind',
        'generation',
        'about',
        '',
        'at',
        at,
        'state',
        'pending',
        'url',
        delivery.url,
        'body',
        delivery.body
      )
      redis.call('PERSIST', key)
      accept({ event = event, tenant = delivery.tenant, url = delivery.url, at = at })
    end
  end
  for _, job in ipairs(redis.call('LRANGE', waiting, 0, FORMER_AT_ONCE - 1)) do
    redis.call('LREM', waiting, 1, job)
    take(job)
  end
  for _, job in ipairs(redis.call('ZRANGE', delayed, 0, FORMER_AT_ONCE - 1)) do
    redis.call('ZREM', delayed, job)
    take(job)
  end
  -- Who has one under way holds its lock.
  for _, job in ipairs(redis.call('LRANGE', active, 0, FORMER_AT_ONCE - 1)) do
    if redis.call('EXISTS', key_of.former_webhook_jobs(job .. ':lock')) == 0 then
      redis.call('LREM', active, 1, job)
      take(job)
    end
  end
end
