-- Where webhooks wait, and how many are under way. Included by scripts.
--
-- Every origin (scheme, host and port) of a tenant has a destination of its own, so that who is slow waits behind
-- himself only. A tenant has permits, so that nobody waits behind a tenant; those of its origins that were slow have
-- few permits, apart from the others. Nothing here is looked at before its time, and what is full is looked at when a
-- permit of it is free.
--
--   key_of.webhook_sequence              STRING: the number of the last event
--   key_of.webhook_wake                  LIST, at most one token: who delivers waits on it
--   key_of.webhooks_told                 ZSET tenant -> ms: whose outbox holds something, who waits longest first
--   key_of.webhook_outbox(tenant)        STREAM: what tell_webhook wrote
--   key_of.webhook_delivery(event)       HASH: one delivery
--   key_of.webhook_deliveries(tenant)    ZSET event -> ms of the event: the last ones, bounded
--   key_of.webhooks_given_up(tenant)     ZSET event -> ms: the last ones that were given up for want of room, bounded
--   key_of.webhooks_pending(tenant)      ZSET event -> ms of the event: all that have not ended
--                                        key_of.webhook_destination(tenant, origin)  ZSET event -> ms when it is due:
--                                        those that wait key_of.webhook_destinations(class, tenant)  ZSET origin -> ms
--                                        when its destination is to be looked at; class: quick or slow
--   key_of.slow_origins(tenant)          ZSET origin -> ms until which it counts as slow
--   key_of.webhooks_due                  ZSET <class>|<tenant> -> ms when its destinations are to be looked at
--   key_of.webhook_leases                ZSET event -> ms at which who delivers it is taken for dead
--   key_of.webhook_permits(class, tenant), key_of.origin_permits(tenant, origin), key_of.address_permits(tenant, address)   SETs:
--                                                             events under way
--   key_of.address_waiting(tenant, address)   ZSET origin -> ms: destinations whose host leads to an address that is
--                                             full, bounded by the destinations

local SLOW_MS = 10 * 60 * 1000
local GIVEN_UP_LISTED = 100
local MOST_GIVEN_UP_AT_ONCE = 500

-- A label, not a judgement: one host spelled in two ways has two destinations, and one address.
local function origin_of(url)
  local scheme, host = string.match(url, '^%s*(%a+):[/\\]*([^/\\?#]*)')
  return string.sub(string.lower((scheme or '') .. '://' .. (host or '')), 1, 300)
end

local function class_of_origin(tenant, origin, now)
  local slow_until = redis.call('ZSCORE', key_of.slow_origins(tenant), origin)
  return slow_until and tonumber(slow_until) > now and 'slow' or 'quick'
end

-- Sets when the destinations of a class are to be looked at by the first of them.
local function refresh_class(class, tenant, now)
  local first = redis.call('ZRANGE', key_of.webhook_destinations(class, tenant), 0, 0, 'WITHSCORES')
  if first[1] then
    redis.call('ZADD', key_of.webhooks_due, math.max(tonumber(first[2]), now), class .. '|' .. tenant)
  else
    redis.call('ZREM', key_of.webhooks_due, class .. '|' .. tenant)
  end
end

-- Sets when a destination is to be looked at: as its first delivery is due, or `at` where that is later.
local function refresh_destination(tenant, origin, now, at)
  local class = class_of_origin(tenant, origin, now)
  local first = redis.call('ZRANGE', key_of.webhook_destination(tenant, origin), 0, 0, 'WITHSCORES')
  redis.call('ZREM', key_of.webhook_destinations(class == 'slow' and 'quick' or 'slow', tenant), origin)
  if first[1] then
    redis.call('ZADD', key_of.webhook_destinations(class, tenant), math.max(tonumber(first[2]), at or now), origin)
  else
    redis.call('ZREM', key_of.webhook_destinations(class, tenant), origin)
  end
  refresh_class('quick', tenant, now)
  refresh_class('slow', tenant, now)
end

-- Has a destination looked at when something in it is due; what is looked at earlier stays so.
local function look_at_destination(tenant, origin, due, now)
  local class = class_of_origin(tenant, origin, now)
  redis.call('ZADD', key_of.webhook_destinations(class, tenant), 'LT', due, origin)
  redis.call('ZADD', key_of.webhooks_due, 'LT', due, class .. '|' .. tenant)
end

-- Gives back all permits of a delivery, and lets those be looked at who waited for them.
local function give_permits_back(tenant, origin, host, event, now)
  redis.call('ZREM', key_of.webhook_leases, event)
  redis.call('SREM', key_of.webhook_permits('quick', tenant), event)
  redis.call('SREM', key_of.webhook_permits('slow', tenant), event)
  redis.call('SREM', key_of.origin_permits(tenant, origin), event)
  if host and host ~= '' and redis.call('SREM', key_of.address_permits(tenant, host), event) == 1 then
    local waiting = redis.call('ZPOPMIN', key_of.address_waiting(tenant, host))
    if waiting[1] and waiting[1] ~= origin then
      refresh_destination(tenant, waiting[1], now)
    end
  end
  refresh_destination(tenant, origin, now)
end

-- Of one that is in no list any more: what has ended goes, and what waits loses what can be made again.
local function forget_unlisted(tenant, event)
  local key = key_of.webhook_delivery(event)
  if redis.call('HGET', key, 'state') == 'pending' then
    redis.call('HDEL', key, 'body')
  elseif
    not redis.call('ZSCORE', key_of.webhook_deliveries(tenant), event)
    and not redis.call('ZSCORE', key_of.webhooks_given_up(tenant), event)
    and not redis.call('ZSCORE', key_of.webhook_leases, event)
  then
    redis.call('DEL', key)
  end
end

-- What one that waits takes, with its places in lists: an estimate, held by its URL. The tenant's HASH has the sum of
-- those that wait, as bytes.webhooks.
local WAITING_BYTES = 700
local function count_waiting(tenant, event)
  local key = key_of.webhook_delivery(event)
  local bytes = WAITING_BYTES + redis.call('HSTRLEN', key, 'url')
  if redis.call('HSETNX', key, 'waitingBytes', bytes) == 1 then
    redis.call('HINCRBY', key_of.tenant(tenant), 'bytes.webhooks', bytes)
  end
end

local function count_ended(tenant, event)
  local key = key_of.webhook_delivery(event)
  local bytes = tonumber(redis.call('HGET', key, 'waitingBytes') or 0)
  if bytes > 0 then
    redis.call('HDEL', key, 'waitingBytes')
    redis.call('HINCRBY', key_of.tenant(tenant), 'bytes.webhooks', -bytes)
  end
end

-- Ends a delivery. It is kept while it is in the tenant's list.
local function end_delivery(tenant, event, state, result, keep_ms)
  local key = key_of.webhook_delivery(event)
  redis.call('ZREM', key_of.webhooks_pending(tenant), event)
  count_ended(tenant, event)
  redis.call('HSET', key, 'state', state, 'lastResult', result)
  redis.call('PEXPIRE', key, keep_ms)
  forget_unlisted(tenant, event)
end

local function shorten_list(tenant, list, most)
  local more = redis.call('ZCARD', list) - most
  if more > 0 then
    local events = redis.call('ZRANGE', list, 0, more - 1)
    redis.call('ZREMRANGEBYRANK', list, 0, more - 1)
    for _, event in ipairs(events) do
      forget_unlisted(tenant, event)
    end
  end
end

-- Those that wait may take as many bytes as all that the tenant may have us keep, within the limits.
local function most_waiting_bytes(tenant, limits)
  local own = tonumber(redis.call('HGET', key_of.tenant_quotas(tenant), 'maxBytes') or limits.pendingBytes)
  return math.min(limits.pendingBytes, math.max(limits.leastPendingBytes, own))
end

local function give_up(tenant, events, now, reason, limits)
  local given_up = key_of.webhooks_given_up(tenant)
  for at = 1, #events, 2 do
    local event = events[at]
    local origin = redis.call('HGET', key_of.webhook_delivery(event), 'origin')
    if origin then
      redis.call('ZREM', key_of.webhook_destination(tenant, origin), event)
      redis.call('ZADD', given_up, now, event)
      end_delivery(tenant, event, 'failed', 'given up: ' .. reason, limits.keepMs)
    end
  end
  redis.call('PEXPIRE', given_up, limits.keepMs)
  shorten_list(tenant, given_up, GIVEN_UP_LISTED)
end

-- Gives up the tenant's oldest deliveries where too many wait, or too many bytes.
local function give_up_oldest(tenant, now, limits)
  local pending = key_of.webhooks_pending(tenant)
  local more = redis.call('ZCARD', pending) - limits.pending
  if more > 0 then
    local reason = 'more than ' .. string.format('%.0f', limits.pending) .. ' webhooks of the tenant were waiting'
    give_up(tenant, redis.call('ZPOPMIN', pending, more), now, reason, limits)
  end
  local function waiting_bytes()
    return tonumber(redis.call('HGET', key_of.tenant(tenant), 'bytes.webhooks') or 0)
  end
  if waiting_bytes() <= limits.leastPendingBytes then
    return
  end
  local most = most_waiting_bytes(tenant, limits)
  local reason = 'the webhooks of the tenant that were waiting had more than '
    .. string.format('%.0f', most)
    .. ' bytes'
  for _ = 1, MOST_GIVEN_UP_AT_ONCE do
    if waiting_bytes() <= most then
      return
    end
    local oldest = redis.call('ZPOPMIN', pending, 1)
    if #oldest == 0 then
      return
    end
    give_up(tenant, oldest, now, reason, limits)
  end
end
