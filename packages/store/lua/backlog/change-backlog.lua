-- Pauses, resumes or re-ranks a batch or a tenant in one step with the backlog's indexes, and wakes a dispatcher. The work
-- grows with the number of lanes (classes x models x batches), never with their members.
--
-- KEYS  1 backlog  2 wake  3 batches that are being cancelled
-- ARGV  1 'batch' | 'tenant'  2 its name  3 a priority that the batch's lanes move to ('' = they stay)
--       4 'pause' | 'resume' | 'clear-stop' | 'priority' | 'begin-cancel' | 'end-cancel'
--       5 bytes kept of what was given back to a tenant (see give-back.lua)

--- @include "records/move-generation"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"
--- @include "records/forget-record"
--- @include "money/give-back"

local backlog, name, priority = KEYS[1], ARGV[2], ARGV[3]

-- Lanes are few and seldom two of a kind; where there are, the smaller one is poured into the other.
local function move_lane(tenant, batch, from_kind, to_kind)
  local from, to = backlog .. ':' .. from_kind .. '|' .. tenant .. '|' .. batch, backlog .. ':' .. to_kind .. '|' .. tenant .. '|' .. batch
  if redis.call('EXISTS', from) == 0 then
    return
  end
  if redis.call('EXISTS', to) == 0 then
    redis.call('RENAME', from, to)
  else
    redis.call('ZUNIONSTORE', to, 2, to, from)
    redis.call('DEL', from)
  end
  redis.call('HSET', batch_key_of(backlog, batch), 'lane:' .. to_kind .. '|' .. tenant, '1')
  redis.call('SADD', backlog .. ':tenant:' .. tenant .. ':kinds', to_kind)
  refresh_lane(backlog, to_kind, tenant, batch)
end

local function move_to_priority(kind, tenant)
  local class, model = string.match(kind, '^(%a+)|(.+)$')
  if priority ~= '' and class ~= priority then
    move_lane(tenant, name, kind, priority .. '|' .. model)
  end
end

local function set_flag(key, field, value)
  if value then
    redis.call('HSET', key, field, value)
  else
    redis.call('HDEL', key, field)
  end
end

-- What is cancelled while it is open takes nothing more. It may be empty, or all of it was cancelled before.
local function close_open_batch(batch)
  if redis.call('HEXISTS', batch, 'flag.open') == 0 then
    return
  end
  local now, root, tenant = now_ms(), string.gsub(backlog, ':backlog$', ''), redis.call('HGET', batch, 'tenant') or ''
  close_batch(backlog, name, batch, tenant, now)
  note_batch_ends({ batch = batch, to_report = root .. ':batches:to-report', outbox = root .. ':webhooks:outbox' }, name, now)
  give_back_batch(root, name, now)
  forget_remains(root, tenant, tonumber(ARGV[5]))
end

local change = ARGV[4]
if ARGV[1] == 'batch' then
  local batch = batch_key_of(backlog, name)
  if change == 'pause' or change == 'resume' then
    set_flag(batch, 'flag.paused', change == 'pause' and '1')
  elseif change == 'priority' then
    set_flag(batch, 'priority', priority)
  elseif change == 'begin-cancel' then
    redis.call('SADD', KEYS[3], name)
    set_flag(batch, 'flag.cancelling', '1')
    close_open_batch(batch)
  elseif change == 'end-cancel' then
    redis.call('SREM', KEYS[3], name)
    set_flag(batch, 'flag.cancelling', false)
  end
  if (change == 'resume' or change == 'clear-stop') and redis.call('HGET', batch, 'flag.stopped') ~= 'rejected' then
    set_flag(batch, 'flag.stopped', false)
  end
  refresh_batch(backlog, name, move_to_priority)
else
  redis.call('SADD', backlog .. ':tenants', name)
  if change == 'pause' or change == 'resume' then
    set_flag(tenant_key_of(backlog, name), 'paused', change == 'pause' and '1')
  end
  if change == 'resume' or change == 'clear-stop' then
    set_flag(tenant_key_of(backlog, name), 'stopped', false)
  end
  refresh_tenant(backlog, name)
end
if redis.call('EXISTS', backlog) == 1 then
  wake_dispatcher(KEYS[2])
end
return 1
