-- Moves generations from one of the given states to another, each as one step with its index, counters, event, backlog
-- place, slot and create window. A record in another state or run is left as it is. The generations of one call share
-- their batch and account, so that a busy worker's moves of one moment cost one call.
--
-- KEYS  1 states  2 events  3 backlog  4 admitted  5 wake  6 batch  7 slots  8 create window  9 account  10 sequence  11... records
-- ARGV  1 batch id  2 account of the keys 7 to 9  3 most events kept  4 bytes kept of what was given back to a tenant (see give-back.lua)
--       5 how many unfinished generations a tenant may have that has no quota of its own ('' = nothing is asked)  6... one move a record, as JSON:
--       { id, from: ',a,b,', to, run?, window?: 'held'|'stamp'|'return', holdMs?, leaseMs?, deadlineMs?, token?, newRun?, want?,
--         charged?: boolean or micro-USD, keepSlot?: boolean, quiet?: boolean (wake nobody for its slot), set?: [field, value, ...], stamp?: [field, ...], remove?: [field, ...] }
-- returns per move { 1, request as JSON where wanted, new run or 0, tenant where wanted }: moved; { 0, record as JSON [field, value, ...], or '' }: not moved;
--       { -1, account }: the keys of this other account are needed; { -2, '' }: the task is that of another generation;
--       { -3, hash }: an input that it needs is not there any more;
--       { -4, '<unfinished>:<allowed>' }: the tenant has no room for one that is to be made again

--- @include "records/move-generation"
--- @include "backlog/backlog"
--- @include "accounts/account-health"
--- @include "money/money"
--- @include "records/record"
--- @include "accounts/task-index"
--- @include "inputs/inputs"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"
--- @include "records/forget-record"
--- @include "money/give-back"

local now = now_ms()
local root = string.gsub(KEYS[1], ':states$', '')
local moved = new_moves()
local shared = { states = KEYS[1], queued = string.gsub(KEYS[1], ':states$', ':queued'), events = KEYS[2], backlog = KEYS[3], wake = KEYS[5], batch = KEYS[6], slots = KEYS[7],
  ended = string.gsub(KEYS[1], ':states$', ':ended'), to_report = (string.gsub(KEYS[1], ':states$', ':batches:to-report')),
  outbox = (string.gsub(KEYS[1], ':states$', ':webhooks:outbox')) }

-- A create that leaves these states may have been an account's trial.
local BEFORE_THE_ANSWER = { queued = true, creating = true, submission_unknown = true, cancelling = true }

local function note_window(move, run)
  local call = move.id .. ':' .. run
  if move.window == 'held' then
    redis.call('ZADD', KEYS[8], now + move.holdMs, call)
  elseif move.window == 'stamp' then
    redis.call('ZADD', KEYS[8], now, call)
  else
    redis.call('ZREM', KEYS[8], call)
    moved.wake = true
  end
end

local function lane_of(record, id)
  local fields = redis.call('HMGET', record, 'tenant', 'request', 'priority')
  local kind, member = place_of_request(class_of(KEYS[3], ARGV[1], fields[3]), id, fields[2])
  return fields[1], kind, member
end

-- What the moves of this call reserve, spend and give back: of the batch, and of each tenant.
local money = { reserved = 0, spent = 0, released = false, tenants = {} }

local function note_money(tenant, reserved, spent)
  local of_tenant = money.tenants[tenant] or { reserved = 0, spent = 0 }
  money.tenants[tenant] = of_tenant
  for _, sums in ipairs({ money, of_tenant }) do
    sums.reserved = sums.reserved + reserved
    sums.spent = sums.spent + spent
  end
  money.released = money.released or reserved + spent < 0
end

-- A price is reserved from the grant to the task's end, and then charged or given back. What was charged for one create is
-- not charged again, whatever becomes of its video.
local function settle(record, move, had, has)
  local fields = redis.call('HMGET', record, 'price', 'tenant', 'settled', 'submittedAt', 'cost')
  local price = tonumber(fields[1] or 0)
  if price == 0 then
    return {}
  end
  -- A task that was paid for and is asked for again has nothing reserved.
  if fields[3] and fields[3] == fields[4] then
    return {}
  end
  if has then
    note_money(fields[2], price, 0)
    return {}
  end
  local charged = move.charged
  if charged == nil then
    charged = move.to == 'downloading'
  end
  if not charged then
    note_money(fields[2], had and -price or 0, 0)
    return {}
  end
  local cost = type(charged) == 'number' and charged or price
  note_money(fields[2], -price, cost)
  return { 'settled', fields[4] or '', 'cost', string.format('%.0f', tonumber(fields[5] or 0) + cost) }
end

local function rename_field(record, from, to)
  redis.call('HSET', record, to, redis.call('HGET', record, from))
  redis.call('HDEL', record, from)
end

-- How many generations of each tenant these moves end, less those that begin anew.
local ended_of = {}

-- What these moves change in what is kept of the batch's tenant.
local kept = { bytes = 0, given_back = {} }

-- Whether the record is one of those that are counted, see kept-bytes.lua.
local function is_counted(created_at)
  if not kept.tenant then
    local fields = redis.call('HMGET', KEYS[6], 'tenant', 'countedSince')
    kept.tenant, kept.since = fields[1] or '', tonumber(fields[2] or 'inf') or math.huge
  end
  return tonumber(created_at) >= kept.since
end

-- Whether this puts back what may have been bought, to be bought again: nobody who knows that nothing was sent (only they speak of the
-- window) says so, but a user or a policy. Without a price nothing else of it stays in the record.
local function may_buy_twice(record, from, move)
  if move.to ~= 'queued' or move.window then
    return false
  end
  local of_before = redis.call('HMGET', record, 'taskId', 'resolution')
  return from == 'submission_unknown' or of_before[1] or of_before[2]
end

-- Whoever waits was surely not bought since it last began to wait; nor was what is over because its create was refused.
local function is_unbought(record, from, move, settled)
  if move.to ~= 'cancelled' or from ~= 'queued' and from ~= 'cancelling' or move.charged or #settled > 0 then
    return false
  end
  for _, value in ipairs(redis.call('HMGET', record, 'taskId', 'settled', 'cost', 'resubmits', 'resolution', 'again')) do
    if value then
      return false
    end
  end
  return true
end

-- '<unfinished>:<allowed>' where the tenant of an ended generation has no room to begin it anew.
local function lacks_room(record)
  local tenant = redis.call('HGET', record, 'tenant') or ''
  local allowed = quota_of(root .. ':access:quotas:' .. tenant, { maxUnfinished = ARGV[5] }, 'maxUnfinished')
  local unfinished = tonumber(redis.call('HGET', tenant_key_of(KEYS[3], tenant), 'unfinished') or 0) - (ended_of[tenant] or 0)
  return unfinished >= allowed and unfinished .. ':' .. allowed
end

local function transition(record, move)
  local place = move.id .. '|' .. ARGV[1]
  local held, opened = open_record(record, 'state', 'run', 'account', 'createdAt')
  local from, run, account = held[1], held[2], held[3]
  if not from then
    return { 0, '' }
  end
  if opened and is_counted(held[4]) then
    kept.bytes = kept.bytes + RECORD_BYTES.opened - RECORD_BYTES.waiting
  end
  local function moved_reply(new_run)
    local request = move.want and (redis.call('GET', media_key_of(record)) or redis.call('HGET', record, 'request')) or ''
    return { 1, request, new_run or 0, move.want and redis.call('HGET', record, 'tenant') or '' }
  end
  if not string.find(move.from, ',' .. from .. ',', 1, true) then
    if move.token and from == move.to and redis.call('HGET', record, 'token') == move.token then
      return moved_reply()
    end
    return { 0, cjson.encode(redis.call('HGETALL', record)) }
  end
  -- A queued generation works under its grant, if it has one.
  local grant = from == 'queued' and redis.call('HGET', KEYS[4], place)
  if from == 'queued' then
    run, account = string.match(grant or '', '^(%d+):%d+:(.*)$')
  end
  if move.run and run ~= tostring(move.run) then
    return { 0, cjson.encode(redis.call('HGETALL', record)) }
  end
  if account and account ~= ARGV[2] then
    return { -1, account }
  end
  if is_anothers_task(KEYS[7], move, from, now) then
    return { -2, '' }
  end
  local room = ARGV[5] ~= '' and ENDED_LIST[from] and move.to == 'queued' and lacks_room(record)
  if room then
    return { -4, room }
  end

  local begins_anew = ENDED_LIST[from] and not ENDED_LIST[move.to]
  local released = begins_anew and redis.call('HMGET', record, 'released', 'tenant') or {}
  local gone = released[1] and missing_input(root, released[2], released[1])
  -- Only a create needs them: what was made is downloaded without.
  if gone and move.to == 'queued' then
    return { -3, gone }
  end

  local had, has = (HOLDS_SLOT[from] or grant) and true or false, HOLDS_SLOT[move.to] or false
  local settled = had ~= has and settle(record, move, had, has) or {}
  local fields = move.set or {}
  local function set(field, value)
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
  set('state', move.to)
  set('updatedAt', now)
  for at = 1, #settled, 2 do
    set(settled[at], settled[at + 1])
  end
  if from == 'queued' then
    if grant then
      redis.call('HDEL', KEYS[4], place)
    else
      leave_backlog(KEYS[3], ARGV[1], lane_of(record, move.id))
    end
    if move.to == 'creating' then
      set('run', run)
      set('account', account)
    end
  end
  if move.to == 'queued' then
    local tenant, kind, member = lane_of(record, move.id)
    join_backlog(KEYS[3], ARGV[1], tenant, kind, member, redis.call('HGET', record, 'createdAt'))
  end
  if move.window and run then
    note_window(move, run)
  end
  if run and BEFORE_THE_ANSWER[from] and move.to ~= 'creating' then
    local answered = from == 'creating' and (move.to == 'generating' or move.to == 'failed')
    local more = answered and note_account_works(KEYS[9], run, now)
    if forget_trial(KEYS[9], run) or more then
      moved.wake = true
    end
  end
  local new_run = move.newRun and next_run(KEYS[10], now)
  if new_run then
    set('run', new_run)
  end
  if move.deadlineMs then
    set('deadlineAt', now + move.deadlineMs)
  end
  if move.token then
    set('token', move.token)
  end
  for _, field in ipairs(move.stamp or {}) do
    set(field, now)
  end
  if may_buy_twice(record, from, move) then
    set('again', '1')
  end
  if move.remove then
    redis.call('HDEL', record, unpack(move.remove))
  end
  redis.call('HSET', record, unpack(fields))
  if released[1] and not gone then
    take_inputs(root, released[2], released[1])
    rename_field(record, 'released', 'inputs')
  elseif ENDED_LIST[move.to] and not ENDED_LIST[from] then
    local holds = redis.call('HMGET', record, 'inputs', 'tenant')
    if holds[1] then
      give_inputs(root, holds[2], holds[1], now)
      rename_field(record, 'inputs', 'released')
    end
  end
  remember_task(KEYS[7], move, now)
  if lists_tasks(ARGV[2]) then
    remember_lost(KEYS[7], record, move, from, run)
  end
  if (ENDED_LIST[from] == nil) ~= (ENDED_LIST[move.to] == nil) then
    local tenant = redis.call('HGET', record, 'tenant') or ''
    ended_of[tenant] = (ended_of[tenant] or 0) + (ENDED_LIST[from] and -1 or 1)
  end
  if is_unbought(record, from, move, settled) and is_counted(held[4]) then
    kept.given_back[#kept.given_back + 1] = move.id
    moved.counts.returned = #kept.given_back
  end
  local woken = moved.wake
  move_generation(shared, moved, move.id, ARGV[1], from, move.to, now, move.leaseMs and now + move.leaseMs, ARGV[3],
    move.keepSlot)
  moved.wake = woken or moved.wake and not move.quiet
  if from ~= move.to and WEBHOOK_EVENTS[move.to] then
    local told = redis.call('HMGET', record, 'tenant', 'webhook')
    tell_webhook(shared.outbox, told[1], told[2], WEBHOOK_EVENTS[move.to], 'generation', move.id, now, ARGV[1])
  end
  return moved_reply(new_run)
end

local replies = {}
for number = 6, #ARGV do
  replies[number - 5] = transition(KEYS[number + 5], cjson.decode(ARGV[number]))
end
local function finish_money()
  for tenant, ended in pairs(ended_of) do
    redis.call('HINCRBY', tenant_key_of(KEYS[3], tenant), 'unfinished', -ended)
  end
  add_money(KEYS[6], 'reserved', money.reserved)
  add_money(KEYS[6], 'spent', money.spent)
  for tenant, sums in pairs(money.tenants) do
    local key = tenant_key_of(KEYS[3], tenant)
    add_money(key, 'reserved', sums.reserved)
    add_money(key, 'spent', sums.spent)
    if money.released and redis.call('HDEL', key, 'stopped') == 1 then
      refresh_tenant(KEYS[3], tenant)
      moved.wake = true
    end
  end
  if money.released and redis.call('HGET', KEYS[6], 'flag.stopped') == 'budget' then
    redis.call('HDEL', KEYS[6], 'flag.stopped')
    refresh_batch(KEYS[3], ARGV[1])
    moved.wake = true
  end
end

finish_money()
local stop = finish_moves(shared, moved, ARGV[1], now)
if stop then
  redis.call('HSET', KEYS[6], 'flag.stopped', stop)
  refresh_batch(KEYS[3], ARGV[1])
end
if kept.bytes > 0 then
  count_bytes(tenant_key_of(KEYS[3], kept.tenant), 'kept', kept.bytes)
end
if #kept.given_back > 0 then
  give_back_records(root, kept.tenant, kept.given_back, now)
  give_back_batch(root, ARGV[1], now)
  forget_remains(root, kept.tenant, tonumber(ARGV[4]))
end
return replies
