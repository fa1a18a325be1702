-- Takes generations out of the backlog, each together with its turn, its slot and its permit in every create window of
-- an account that is healthy and serves its model: all of it or nothing. Redis's clock is the only one that counts.
--
-- KEYS  per account: state, slots, create window
-- ARGV  1 most grants  2 lease ms of an admitted generation  3 the only batch of which some are wanted ('' = of any)
--       then per account: its unfinished tasks at most, and as JSON { name, create: [[limit, window ms], ...],
--       models?: [name, ...] }
-- returns { ms until something may change by itself, -1 if nothing may, -2 if nobody waits any more, '<id>|<batch>',
--         run, account, ... }

--- @include "clock"
--- @include "backlog/next-run"
--- @include "backlog/backlog"
--- @include "accounts/account-health"
--- @include "accounts/call-windows"
--- @include "money/money"
--- @include "records/record"
--- @include "backlog/aside"
--- @include "backlog/wake"

local only_batch = ARGV[3] ~= '' and ARGV[3]
local only_tenant = only_batch and redis.call('HGET', key_of.batch(only_batch), 'tenant')

-- The only batch and since when its first waits in a section; nil where it does not, or must not go on.
local function only_ready(section)
  local ready = only_tenant and redis.call('ZSCORE', key_of.section(section), only_tenant)
  local since = ready and redis.call('ZSCORE', key_of.section_tenant(section, only_tenant), only_batch)
  return since and { only_batch, since }
end

local function waiting_sections()
  local all = redis.call('SMEMBERS', key_of.backlog)
  if not only_batch then
    return all
  end
  local own = {}
  for _, section in ipairs(all) do
    if only_ready(section) then
      own[#own + 1] = section
    end
  end
  return own
end

-- With many accounts a look at all of them takes milliseconds, and each slot that is freed asks for one: from here on
-- the fleet looks at most so often that looks take a fifth of Redis's time. What was freed meanwhile is taken together.
local ACCOUNTS_PER_MS = 50

local now = now_ms()
if only_batch then
  note_wake_of(only_batch, now)
end
local pace = math.floor((#ARGV - 3) / 2 / ACCOUNTS_PER_MS)
if pace > 0 then
  local looked_again = now - tonumber(redis.call('HGET', key_of.fair, 'lookedAt') or 0)
  if looked_again >= 0 and looked_again < pace then
    return { pace - looked_again }
  end
  redis.call('HSET', key_of.fair, 'lookedAt', string.format('%.0f', now))
end
local sections = waiting_sections()
local models_aside = redis.call('SMEMBERS', key_of.aside_models)
if #sections == 0 and #models_aside == 0 then
  return { -2 }
end
local next_at = math.huge

local function may_change_at(at)
  next_at = math.min(next_at, at)
end

-- Nearly always all slots are used, and then nothing else of an account matters: a slot that is freed asks anew.
local function used_if_free(most, state_key, slots_key)
  local used = redis.call('ZCARD', slots_key)
  if used >= most and used >= tonumber(redis.call('HGET', state_key, 'limit.maxInFlight') or 0) then
    return nil
  end
  return used
end

local function read_account(config, used, most, state_key, slots_key, window_key)
  local fields = redis.call('HGETALL', state_key)
  local state = {}
  for at = 1, #fields, 2 do
    state[fields[at]] = fields[at + 1]
  end
  local account = {
    name = config.name,
    state = state,
    state_key = state_key,
    slots_key = slots_key,
    window_key = window_key,
    used = used,
    free = 0,
  }
  if config.models then
    account.models = {}
    for _, model in ipairs(config.models) do
      account.models[model] = true
    end
  end
  if state.held or state.draining then
    return account
  end
  local paused_until = tonumber(state.pausedUntil or 0)
  if paused_until > now then
    may_change_at(paused_until)
    return account
  end
  -- What a user set in the store goes before what this process was started with.
  local limit = tonumber(state['limit.maxInFlight'] or most)
  local allowed = limit
  local cap = tonumber(state.cap or limit)
  if cap < limit then
    local trial_at = tonumber(state.capTrialAt or 0)
    allowed = cap
    if trial_at <= now then
      allowed = math.min(limit, cap + cap_step(limit))
      account.cap = cap
    else
      may_change_at(trial_at)
    end
  end
  local slots_free = allowed - used
  if slots_free <= 0 then
    return account
  end
  local windows = windows_of(config.create, state['limit.createPerMinute'])
  local window_free, opens_at = free_calls(window_key, windows, now)
  if window_free <= 0 then
    may_change_at(opens_at)
  end
  account.free = math.max(0, math.min(slots_free, window_free))
  account.windows, account.opens_at = windows, opens_at
  if state.strikes then
    local trial_until = tonumber(state.trialUntil or 0)
    if trial_until > now then
      may_change_at(trial_until)
      account.free = 0
    else
      account.trial = true
      account.free = math.min(account.free, 1)
    end
  end
  return account
end

-- Whether somebody waits whom the account may serve; the others are not looked at.
local function concerns(config)
  if not config.models then
    return true
  end
  local waiting = {}
  for _, model in ipairs(models_aside) do
    waiting[model] = true
  end
  for _, section in ipairs(sections) do
    waiting[string.match(section, '^%a+|(.*)$')] = true
  end
  for _, model in ipairs(config.models) do
    if waiting[model] then
      return true
    end
  end
  return false
end

local accounts = {}
for number = 1, (#ARGV - 3) / 2 do
  local state_key, slots_key, window_key = KEYS[3 * number - 2], KEYS[3 * number - 1], KEYS[3 * number]
  local limit = tonumber(ARGV[2 * number + 2])
  local used = used_if_free(limit, state_key, slots_key)
  local config = used and cjson.decode(ARGV[2 * number + 3])
  if config and concerns(config) then
    accounts[#accounts + 1] = read_account(config, used, limit, state_key, slots_key, window_key)
  end
end

local function serves(account, model)
  if account.models and not account.models[model] then
    return false
  end
  local disabled_until = tonumber(account.state['disabled.' .. model] or 0)
  if disabled_until > now then
    may_change_at(disabled_until)
    return false
  end
  local trial_until = tonumber(account.state['trial.' .. model] or 0)
  if trial_until > now then
    may_change_at(trial_until)
    return false
  end
  return true
end

-- Whether somebody waits at a place whom the account could be tried with: of this model where only the model is in
-- doubt.
local function may_try_another(account, model)
  for _, section in ipairs(sections) do
    local other = string.match(section, '^%a+|(.*)$')
    if other == model or account.trial and serves(account, other) then
      return true
    end
  end
  return false
end

-- Whether the first of a batch may be taken where it waits: neither it nor its tenant is to wait.
local function may_go(section, tenant, batch)
  return (not only_batch or batch == only_batch)
    and redis.call('ZSCORE', key_of.section(section), tenant)
    and redis.call('ZSCORE', key_of.section_tenant(section, tenant), batch)
end

local MOST_TAKEN_BACK = 200

-- Back come so many that may go. Those that may not, such as of a paused batch, are passed over: they would hold up who
-- is behind them.
local function take_back_ready(model, wanted)
  local looked_at = 0
  while wanted > 0 and looked_at < MOST_TAKEN_BACK do
    local taken, going = take_back(model, wanted, now, may_go)
    if taken == 0 then
      return
    end
    looked_at = looked_at + taken
    wanted = wanted - going
  end
end

-- Those that were refused come back where an account works; where one is to be tried, only when there is no other to
-- try it with.
for _, model in ipairs(models_aside) do
  local due = tonumber(redis.call('ZRANGE', key_of.aside(model), 0, 0, 'WITHSCORES')[2] or 0)
  local back = 0
  for _, account in ipairs(accounts) do
    if account.free > 0 and serves(account, model) then
      local in_doubt = account.trial or account.state['refusals.' .. model]
      if not in_doubt then
        back = back + account.free
      elseif not may_try_another(account, model) then
        back = back + 1
      end
    end
  end
  if due > now then
    may_change_at(due)
  elseif back > 0 then
    take_back_ready(model, back)
  end
end
if #models_aside > 0 then
  sections = waiting_sections()
end

-- The account with the most room serves next.
local function account_for(model)
  local best
  for _, account in ipairs(accounts) do
    if account.free > 0 and (not best or account.free > best.free) and serves(account, model) then
      best = account
    end
  end
  return best
end

local function virtual_time(field)
  return tonumber(redis.call('HGET', key_of.fair, field) or 0)
end

-- The tenant with the earliest virtual time in a section.
local function first_tenant(class, section)
  if only_batch then
    return only_ready(section) and only_tenant, virtual_time(class .. '|' .. only_tenant)
  end
  while true do
    local head = redis.call('ZRANGE', key_of.section(section), 0, 0, 'WITHSCORES')
    if not head[1] then
      return nil
    end
    local at = virtual_time(class .. '|' .. head[1])
    if at <= tonumber(head[2]) then
      return head[1], at
    end
    redis.call('ZADD', key_of.section(section), string.format('%.17g', at), head[1])
  end
end

-- The batch whose turn it is within a tenant's turn, and since when its first waits.
local function first_batch(section, tenant)
  if only_batch then
    return only_ready(section) or {}
  end
  return redis.call('ZRANGE', key_of.section_tenant(section, tenant), 0, 0, 'WITHSCORES')
end

-- Whether a tenant's first in a section came before that of another turn. A tenant has one virtual time for all models
-- of a class, so its models always tie: without this one of them would hold up the others for as long as it has work.
-- Those of one millisecond, such as a file's, go by their ids, which are in the order of the file.
local function came_before(section, tenant, turn)
  local function first_of(some_section, some_tenant)
    local batch = first_batch(some_section, some_tenant)
    local member = batch[1] and redis.call('ZRANGE', key_of.lane(some_section, some_tenant, batch[1]), 0, 0)[1]
    return tonumber(batch[2] or 0), member or ''
  end
  local since, member = first_of(section, tenant)
  local other_since, other_member = first_of(turn.section, turn.tenant)
  return since < other_since or since == other_since and member < other_member
end

-- Whose turn it is: class, then tenant, then age, among the sections that some account can serve now.
local function next_turn()
  local turns = {}
  for _, section in ipairs(sections) do
    local class, model = string.match(section, '^(%a+)|(.*)$')
    local account = account_for(model)
    if account then
      local tenant, at = first_tenant(class, section)
      local other = turns[class]
      if tenant and (not other or at < other.at or at == other.at and came_before(section, tenant, other)) then
        turns[class] = { class = class, section = section, tenant = tenant, at = at, account = account }
      end
    end
  end
  local best, best_at
  for _, class in ipairs(CLASSES) do
    if turns[class] then
      local at = math.max(virtual_time(class), virtual_time('now'))
      if not best or at < best_at then
        best, best_at = turns[class], at
      end
    end
  end
  return best, best_at
end

-- How many may be taken from the lane at once without passing over anybody.
local function turns_in_a_row(turn, lane, most)
  if only_batch then
    return #sections > 1 and 1 or most
  end
  if #sections > 1 or redis.call('ZCARD', key_of.section(turn.section)) > 1 then
    return 1
  end
  local second = redis.call('ZRANGE', key_of.section_tenant(turn.section, turn.tenant), 1, 1, 'WITHSCORES')
  if not second[2] then
    return most
  end
  return math.max(1, math.min(most, redis.call('ZCOUNT', lane, '-inf', second[2])))
end

-- The earliest virtual times of the others that wait: of the tenants of a class, and of the classes.
local function others_waiting(turn)
  local tenants, classes = math.huge, math.huge
  for _, section in ipairs(redis.call('SMEMBERS', key_of.backlog)) do
    local class = string.match(section, '^(%a+)|')
    if class ~= turn.class then
      classes = math.min(classes, virtual_time(class))
    end
    for _, tenant in ipairs(class == turn.class and redis.call('ZRANGE', key_of.section(section), 0, 1) or {}) do
      if tenant ~= turn.tenant then
        tenants = math.min(tenants, virtual_time(class .. '|' .. tenant))
      end
    end
  end
  return tenants, classes
end

-- Who works on one batch takes turns that are not its own: the clocks must not pass those who wait for theirs, or they
-- would lose what they are owed.
local function clocks_at(turn, class_start, start)
  if not only_batch then
    return class_start, start
  end
  local tenants, classes = others_waiting(turn)
  local function held(at, others, field)
    return math.max(virtual_time(field), math.min(at, others))
  end
  return held(class_start, classes, 'now'), held(start, tenants, turn.class .. '|now')
end

-- Virtual clocks stand at the start of the last turn: whoever was idle begins there, without anything saved up.
local function charge(turn, class_at, cost, last_cost)
  local weight = tonumber(redis.call('HGET', key_of.tenant(turn.tenant), 'weight') or 1)
  local class_weight = CLASS_WEIGHT[turn.class]
  local start = math.max(turn.at, virtual_time(turn.class .. '|now'))
  local class_now, tenants_now =
    clocks_at(turn, class_at + (cost - last_cost) / class_weight, start + (cost - last_cost) / weight)
  local function exact(value)
    return string.format('%.17g', value)
  end
  redis.call(
    'HSET',
    key_of.fair,
    'now',
    exact(class_now),
    turn.class,
    exact(class_at + cost / class_weight),
    turn.class .. '|now',
    exact(tenants_now),
    turn.class .. '|' .. turn.tenant,
    exact(start + cost / weight)
  )
end

local reply = { -1 }
local most = tonumber(ARGV[1])

-- What is written of all grants together, one command for each key: { command, key, ... } by key.
local granted = {}
local now_text, lease_until = string.format('%.0f', now), string.format('%.0f', now + tonumber(ARGV[2]))

local function write_granted(command, key, first, second)
  local write = granted[key] or { command, key }
  granted[key] = write
  write[#write + 1] = first
  write[#write + 1] = second
end

local function grant(account, id, batch, model, run)
  local place, run_text = id .. '|' .. batch, string.format('%.0f', run)
  write_granted('HSET', key_of.admitted, place, run_text .. ':' .. now_text .. ':' .. account.name)
  write_granted('ZADD', account.slots_key, lease_until, id)
  write_granted('ZADD', account.window_key, lease_until, id .. ':' .. run_text)
  if account.trial then
    redis.call('HSET', account.state_key, 'trialRun', run, 'trialUntil', now + TRIAL_MS)
    may_change_at(now + TRIAL_MS)
    account.trial = false
  end
  if account.state['refusals.' .. model] then
    account.state['trial.' .. model] = now + TRIAL_MS
    redis.call('HSET', account.state_key, 'trial.' .. model, string.format('%.0f', now + TRIAL_MS))
  end
  if account.cap and account.used >= account.cap then
    redis.call('HSET', account.state_key, 'capTrialRun', run, 'capTrialAt', now + TRIAL_MS)
    account.cap = nil
  end
  account.used = account.used + 1
  account.free = account.free - 1
  most = most - 1
  reply[#reply + 1] = place
  reply[#reply + 1] = run
  reply[#reply + 1] = account.name
end

local function price_of(id)
  return waiting_price(key_of.generation(id))
end

-- Where a budget leaves no room for the lane's first, its batch (or tenant) waits as a whole until there is. True when
-- one may go.
local function has_money(turn, batch, room, tenant_room, first)
  local price = first and price_of(read_member(first))
  if first and not price or room and price and price > room then
    redis.call('HSET', key_of.batch(batch), 'flag.stopped', price and 'budget' or 'no_price')
    refresh_batch(batch)
    return false
  end
  if tenant_room and price and price > tenant_room then
    redis.call('HSET', key_of.tenant(turn.tenant), 'stopped', 'budget')
    refresh_tenant(turn.tenant)
    return false
  end
  return true
end

local function take_turn(turn, class_at, batch)
  local lane = key_of.lane(turn.section, turn.tenant, batch)
  local count = turns_in_a_row(turn, lane, math.min(most, turn.account.free))
  local model = string.match(turn.section, '^%a+|(.*)$')
  if turn.account.state['refusals.' .. model] then
    count = 1
  end
  local batch_key, money_key = key_of.batch(batch), key_of.tenant(turn.tenant)
  local room, tenant_room = money_room(batch_key), money_room(money_key)
  if room or tenant_room then
    count = 1
    if not has_money(turn, batch, room, tenant_room, redis.call('ZRANGE', lane, 0, 0)[1]) then
      return
    end
  end
  local popped = redis.call('ZPOPMIN', lane, count)
  local cost_sum, cost, price_sum = 0, 0, 0
  local id
  local first_run = next_runs(now, #popped / 2)
  for at = 1, #popped, 2 do
    id, cost = read_member(popped[at])
    cost_sum = cost_sum + cost
    price_sum = price_sum + (price_of(id) or 0)
    grant(turn.account, id, batch, model, first_run + (at - 1) / 2)
  end
  if cost_sum > 0 then
    charge(turn, class_at, cost_sum, cost)
  end
  add_money(batch_key, 'reserved', price_sum)
  add_money(money_key, 'reserved', price_sum)
  refresh_lane(turn.section, turn.tenant, batch)
end

while most > 0 do
  local turn, class_at = next_turn()
  if not turn then
    break
  end
  -- An index that names what is not there is put right below, and never stops the others.
  local batch = first_batch(turn.section, turn.tenant)[1] or ''
  take_turn(turn, class_at, batch)
  if only_batch or redis.call('EXISTS', key_of.section(turn.section)) == 0 then
    sections = waiting_sections()
  end
end

for _, write in pairs(granted) do
  redis.call(unpack(write))
end

-- A freed slot wakes a dispatcher; windows and pauses end silently, so their time is told.
if #sections > 0 or redis.call('EXISTS', key_of.aside_models) == 1 then
  for _, account in ipairs(accounts) do
    if account.windows and account.free <= 0 then
      local window_free, opens_at = free_calls(account.window_key, account.windows, now)
      if window_free <= 0 then
        may_change_at(opens_at)
      end
    end
  end
  if next_at < math.huge then
    reply[1] = math.max(1, math.ceil(next_at - now))
  end
else
  reply[1] = -2
end
return reply
