-- Pauses, resumes or re-ranks a batch or a tenant in one step with the backlog's indexes, and wakes a dispatcher. The
-- work grows with the number of lanes (classes x models x batches), never with their members.
--
-- ARGV  1 'batch' | 'tenant'  2 its name  3 a priority that the batch's lanes move to ('' = they stay)
--       4 'pause' | 'resume' | 'clear-stop' | 'priority' | 'begin-cancel' | 'end-cancel'
--       5 bytes kept of what was given back to a tenant (see give-back.lua)

--- @include "clock"
--- @include "backlog/wake"
--- @include "batches/batch-ends"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"
--- @include "records/forget-record"
--- @include "money/give-back"

local name, priority = ARGV[2], ARGV[3]

-- Lanes are few and seldom two of a section; where there are, the smaller one is poured into the other.
local function move_lane(tenant, batch, from_section, to_section)
  local from, to = key_of.lane(from_section, tenant, batch), key_of.lane(to_section, tenant, batch)
  if redis.call('EXISTS', from) == 0 then
    return
  end
  if redis.call('EXISTS', to) == 0 then
    redis.call('RENAME', from, to)
  else
    redis.call('ZUNIONSTORE', to, 2, to, from)
    redis.call('DEL', from)
  end
  redis.call('HSET', key_of.batch(batch), 'lane:' .. to_section .. '|' .. tenant, '1')
  redis.call('SADD', key_of.tenant_sections(tenant), to_section)
  refresh_lane(to_section, tenant, batch)
end

local function move_to_priority(section, tenant)
  local class, model = string.match(section, '^(%a+)|(.+)$')
  if priority ~= '' and class ~= priority then
    move_lane(tenant, name, section, priority .. '|' .. model)
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
  local now, tenant = now_ms(), redis.call('HGET', batch, 'tenant') or ''
  close_batch(name, batch, tenant, now)
  note_batch_ends(batch, name, now)
  give_back_batch(name, now)
  forget_remains(tenant, tonumber(ARGV[5]))
end

local change = ARGV[4]
if ARGV[1] == 'batch' then
  local batch = key_of.batch(name)
  if change == 'pause' or change == 'resume' then
    set_flag(batch, 'flag.paused', change == 'pause' and '1')
  elseif change == 'priority' then
    set_flag(batch, 'priority', priority)
  elseif change == 'begin-cancel' then
    redis.call('SADD', key_of.cancelling_batches, name)
    set_flag(batch, 'flag.cancelling', '1')
    close_open_batch(batch)
  elseif change == 'end-cancel' then
    redis.call('SREM', key_of.cancelling_batches, name)
    set_flag(batch, 'flag.cancelling', false)
  end
  if (change == 'resume' or change == 'clear-stop') and redis.call('HGET', batch, 'flag.stopped') ~= 'rejected' then
    set_flag(batch, 'flag.stopped', false)
  end
  refresh_batch(name, move_to_priority)
else
  redis.call('SADD', key_of.tenants, name)
  if change == 'pause' or change == 'resume' then
    set_flag(key_of.tenant(name), 'paused', change == 'pause' and '1')
  end
  if change == 'resume' or change == 'clear-stop' then
    set_flag(key_of.tenant(name), 'stopped', false)
  end
  refresh_tenant(name)
end
if redis.call('EXISTS', key_of.backlog, key_of.aside_models) > 0 then
  wake_dispatcher()
end
return 1
