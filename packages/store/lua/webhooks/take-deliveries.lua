-- Hands deliveries to a process that has room for them: the tenants in turn, in each its origins in turn, within the
-- permits of all of them. Before that it takes events out of the outboxes, some of each tenant, and takes back what a
-- process that died had.
--
-- ARGV  1 limits (JSON): quickPermits, slowPermits, originPermits, slowOriginPermits, hostPermits, pending,
--       pendingBytes, leastPendingBytes, bodyBytes, listed, keepMs, leaseMs
--       2 room: how many more this process can have under way
-- returns { ms until there is more to do (-1: not before somebody wakes),
--           then per delivery { event, end of its lease, tenant, origin, URL, type, kind, id, ms of the event, tries,
--           run } }

--- @include "clock"
--- @include "webhooks/webhook-destinations"
--- @include "webhooks/former-webhooks"

local limits, room = cjson.decode(ARGV[1]), tonumber(ARGV[2])
local now = now_ms()
-- One call holds Redis for a few ms.
local EVENTS_AT_ONCE, EVENTS_OF_TENANT, GRANTS_AT_ONCE, LOOKS_AT_ONCE = 200, 50, 100, 400
local looks = 0

-- The order of those that were looked at in this very call.
local function stamp()
  return now + looks / 1024
end

local urls_of_batches = {}
local function url_of_batch(batch_id)
  if urls_of_batches[batch_id] == nil then
    urls_of_batches[batch_id] = redis.call('HGET', key_of.batch(batch_id), 'webhook')
  end
  return urls_of_batches[batch_id]
end

-- What the events of one tenant add up to, written once by finish_accepting: the destinations by origin, the lists by
-- the ms of their events.
local function note_accepted(accepted, event, origin, at)
  local destination = accepted.destinations[origin] or {}
  accepted.destinations[origin] = destination
  destination[#destination + 1] = now
  destination[#destination + 1] = event
  accepted.times[#accepted.times + 1] = at
  accepted.times[#accepted.times + 1] = event
end

local function accept_event(tenant, event, entry, accepted)
  -- The batch's own URL stands once, not in each of its events.
  local url = entry.url or url_of_batch(entry.batch)
  if not url then
    return
  end
  local origin = origin_of(url)
  redis.call(
    'HSET',
    key_of.webhook_delivery(event),
    'tenant',
    tenant,
    'type',
    entry.event,
    'kind',
    entry.generation and 'generation' or 'batch',
    'about',
    entry.generation or entry.batch,
    'origin',
    origin,
    'at',
    entry.at,
    'state',
    'pending',
    entry.url and 'url' or 'batch',
    entry.url or entry.batch
  )
  count_waiting(tenant, event)
  note_accepted(accepted, event, origin, entry.at)
end

local function finish_accepting(tenant, accepted)
  if #accepted.times == 0 then
    return
  end
  for origin, entries in pairs(accepted.destinations) do
    redis.call('ZADD', key_of.webhook_destination(tenant, origin), unpack(entries))
    look_at_destination(tenant, origin, now, now)
  end
  local listed = key_of.webhook_deliveries(tenant)
  redis.call('ZADD', listed, unpack(accepted.times))
  redis.call('PEXPIRE', listed, limits.keepMs)
  shorten_list(tenant, listed, limits.listed)
  redis.call('ZADD', key_of.webhooks_pending(tenant), unpack(accepted.times))
  give_up_oldest(tenant, now, limits)
end

local function accept_events()
  local count = 0
  while count < EVENTS_AT_ONCE do
    local tenant = redis.call('ZRANGE', key_of.webhooks_told, 0, 0)[1]
    if not tenant then
      return
    end
    local outbox = key_of.webhook_outbox(tenant)
    local accepted, ids = { destinations = {}, times = {} }, {}
    for at, entry in ipairs(redis.call('XRANGE', outbox, '-', '+', 'COUNT', EVENTS_OF_TENANT)) do
      ids[at] = entry[1]
      local told = {}
      for field = 1, #entry[2], 2 do
        told[entry[2][field]] = entry[2][field + 1]
      end
      accept_event(tenant, 'evt_' .. told.at .. '-' .. told.n, told, accepted)
    end
    finish_accepting(tenant, accepted)
    if #ids > 0 then
      redis.call('XDEL', outbox, unpack(ids))
    end
    if redis.call('XLEN', outbox) == 0 then
      redis.call('DEL', outbox)
      redis.call('ZREM', key_of.webhooks_told, tenant)
    else
      redis.call('ZADD', key_of.webhooks_told, now + count / 1024, tenant)
    end
    count = count + math.max(#ids, 1)
  end
end

local function accept_former()
  local accepted = {}
  local function of(tenant)
    accepted[tenant] = accepted[tenant] or { destinations = {}, times = {} }
    return accepted[tenant]
  end
  take_former_events(function(entry)
    accept_event(entry.tenant, 'evt_' .. entry.id, entry, of(entry.tenant))
  end)
  take_former_jobs(function(delivery)
    local origin = origin_of(delivery.url)
    redis.call('HSET', key_of.webhook_delivery(delivery.event), 'origin', origin)
    note_accepted(of(delivery.tenant), delivery.event, origin, delivery.at)
  end)
  for tenant, of_tenant in pairs(accepted) do
    finish_accepting(tenant, of_tenant)
  end
end

-- Of a process that died: no attempt is counted, since nobody knows of one.
local function take_back()
  for _, event in ipairs(redis.call('ZRANGEBYSCORE', key_of.webhook_leases, '-inf', now, 'LIMIT', 0, GRANTS_AT_ONCE)) do
    local fields = redis.call('HMGET', key_of.webhook_delivery(event), 'tenant', 'origin', 'state', 'host')
    if fields[1] then
      if fields[3] == 'pending' then
        redis.call('ZADD', key_of.webhook_destination(fields[1], fields[2]), now, event)
      end
      give_permits_back(fields[1], fields[2], fields[4], event, now)
    else
      redis.call('ZREM', key_of.webhook_leases, event)
    end
  end
end

local function take_first(class, tenant, origin)
  local destination, destinations =
    key_of.webhook_destination(tenant, origin), key_of.webhook_destinations(class, tenant)
  local permits = key_of.origin_permits(tenant, origin)
  if redis.call('SCARD', permits) >= (class == 'slow' and limits.slowOriginPermits or limits.originPermits) then
    redis.call('ZADD', destinations, now + limits.leaseMs, origin)
    return nil
  end
  local event = redis.call('ZRANGEBYSCORE', destination, '-inf', now, 'LIMIT', 0, 1)[1]
  local grant
  if event then
    redis.call('ZREM', destination, event)
    local key = key_of.webhook_delivery(event)
    local fields = redis.call('HMGET', key, 'state', 'url', 'batch', 'type', 'kind', 'about', 'at', 'tries', 'run')
    if fields[1] == 'pending' then
      local lease = string.format('%.0f', now + limits.leaseMs)
      redis.call('ZADD', key_of.webhook_leases, lease, event)
      redis.call('SADD', key_of.webhook_permits(class, tenant), event)
      redis.call('SADD', permits, event)
      grant = {
        event,
        lease,
        tenant,
        origin,
        fields[2] or url_of_batch(fields[3]) or '',
        fields[4],
        fields[5],
        fields[6],
        fields[7],
        fields[8] or '0',
        fields[9] or '0',
      }
    end
  end
  local first = redis.call('ZRANGE', destination, 0, 0, 'WITHSCORES')
  if first[1] then
    redis.call('ZADD', destinations, math.max(tonumber(first[2]), stamp()), origin)
  else
    redis.call('ZREM', destinations, origin)
  end
  return grant
end

local granted = {}

-- The fuller the process, the fewer permits a tenant has of it: who has none yet finds one.
local function permits_of(class)
  if class == 'slow' then
    return math.min(limits.slowPermits, math.max(1, math.floor((room - #granted) / 16)))
  end
  return math.min(limits.quickPermits, math.max(2, math.floor((room - #granted) / 8)))
end

local function grant_one(unit)
  local class, tenant = string.match(unit, '^(%a+)|(.*)$')
  local destinations = key_of.webhook_destinations(class, tenant)
  if redis.call('SCARD', key_of.webhook_permits(class, tenant)) >= permits_of(class) then
    redis.call('ZADD', key_of.webhooks_due, now + limits.leaseMs, unit)
    return
  end
  for _, origin in ipairs(redis.call('ZRANGEBYSCORE', destinations, '-inf', now + 1, 'LIMIT', 0, 10)) do
    looks = looks + 1
    local grant = take_first(class, tenant, origin)
    if grant then
      granted[#granted + 1] = grant
      break
    end
  end
  refresh_class(class, tenant, stamp())
end

take_back()
accept_former()
accept_events()
while #granted < math.min(room, GRANTS_AT_ONCE) and looks < LOOKS_AT_ONCE do
  local units = redis.call('ZRANGEBYSCORE', key_of.webhooks_due, '-inf', now + 1, 'LIMIT', 0, 50)
  if #units == 0 then
    break
  end
  for _, unit in ipairs(units) do
    if #granted >= math.min(room, GRANTS_AT_ONCE) then
      break
    end
    looks = looks + 1
    grant_one(unit)
  end
end

local next_in = -1
local function note_next(key)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if first[1] then
    local in_ms = math.max(0, math.floor(tonumber(first[2]) - now))
    next_in = next_in < 0 and in_ms or math.min(next_in, in_ms)
  end
end
note_next(key_of.webhook_leases)
note_next(key_of.webhooks_told)
if room > #granted then
  note_next(key_of.webhooks_due)
elseif
  redis.call('ZCOUNT', key_of.webhooks_due, '-inf', now + 1) > 0 and redis.call('EXISTS', key_of.webhook_wake) == 0
then
  -- For another process.
  redis.call('LPUSH', key_of.webhook_wake, '1')
end
return { next_in, unpack(granted) }
