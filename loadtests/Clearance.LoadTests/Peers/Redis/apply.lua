-- (f): the two common events, and the questions, in one script: Redis runs it whole, one event after another.
-- A declaration is one value, packed; a decision is an entry of a stream; ids are keys, for ever.

local function whole(number)
  return string.format('%.0f', number)
end

local function decide(key, d)
  local payable, paid, lines, steps = 0, 0, {}, {}
  for i = 1, #d.c do
    if d.b[i] == 1 then
      payable = payable + d.a[i]
      paid = paid + d.p[i]
      local missing = d.a[i] - d.p[i]
      if missing > 0 then
        lines[#lines + 1] = '{"line":"' .. d.c[i] .. '","outstanding":' .. whole(missing) .. '}'
        steps[#steps + 1] = '{"action":"pay","line":"' .. d.c[i] .. '","amount":' .. whole(missing) .. '}'
      end
    end
  end
  local missing, outcome, reasons = payable - paid, 'clear', ''
  if missing > 0 then
    outcome = 'hold'
    reasons = '{"code":"TaxUnpaid","shortfall":' .. whole(missing) .. ',"lines":[' .. table.concat(lines, ',') .. ']}'
  end
  return '{"declaration":"' .. key .. '","taxpayer":"' .. d.t .. '","outcome":"' .. outcome .. '","reasons":[' .. reasons
    .. '],"toRelease":[' .. table.concat(steps, ',') .. '],"payable":' .. whole(payable) .. ',"paid":' .. whole(paid)
    .. ',"outstanding":' .. whole(missing) .. ',"ruleSet":"2026-108","version":' .. whole(d.v) .. '}'
end

local function read(key)
  local packed = redis.call('GET', 'd:' .. key)
  return packed and cmsgpack.unpack(packed)
end

local function write(key, d, cause)
  d.v = d.v + 1
  redis.call('SET', 'd:' .. key, cmsgpack.pack(d))
  redis.call('XADD', 'decisions', '*', 'declaration', key, 'version', whole(d.v), 'cause', cause, 'body', decide(key, d))
end

-- What a line does not need is surplus, what names no line is misdirected.
local function take(d, code, amount)
  for i = 1, #d.c do
    if d.c[i] == code then
      local fits = math.min(amount, d.a[i] - d.p[i])
      d.p[i] = d.p[i] + fits
      d.s = d.s + amount - fits
      return
    end
  end
  d.m = d.m + amount
end

-- taxpayer, declaration, id; then code, amount, and whether it keeps the goods, line by line
local function register(taxpayer, key, id)
  if redis.call('EXISTS', 'd:' .. key) == 1 then
    return 3
  end
  local d = { t = taxpayer, v = 0, s = 0, m = 0, c = {}, a = {}, b = {}, p = {} }
  for i = 6, #ARGV, 3 do
    local n = #d.c + 1
    d.c[n], d.a[n], d.b[n], d.p[n] = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), 0
  end
  local waiting = 'k:' .. key .. ':' .. taxpayer
  local rows = redis.call('LRANGE', waiting, 0, -1)
  for i = 1, #rows, 2 do
    take(d, rows[i], tonumber(rows[i + 1]))
    redis.call('HINCRBY', 't:' .. taxpayer, 'parked', '-' .. rows[i + 1])
  end
  if #rows > 0 then
    redis.call('DEL', waiting)
  end
  redis.call('SADD', 'o:' .. taxpayer, key)
  redis.call('HINCRBY', 't:' .. taxpayer, 'version', 1)
  write(key, d, id)
  return 0
end

-- taxpayer, rows as they came, id; then declaration or 0, code and amount, row by row
local function pay(taxpayer, rows, id)
  local named, order, total = {}, {}, 0
  local head = 't:' .. taxpayer
  for i = 6, #ARGV, 3 do
    local key, amount = ARGV[i], tonumber(ARGV[i + 2])
    total = total + amount
    if key ~= '0' and named[key] == nil then
      named[key] = read(key)
      if named[key] and named[key].t == taxpayer then
        order[#order + 1] = key
      end
    end
    local d = named[key]
    if d and d.t == taxpayer then
      take(d, ARGV[i + 1], amount)
    elseif key == '0' or d then
      redis.call('HINCRBY', head, 'suspense', ARGV[i + 2])
    else
      redis.call('RPUSH', 'k:' .. key .. ':' .. taxpayer, ARGV[i + 1], ARGV[i + 2])
      redis.call('HINCRBY', head, 'parked', ARGV[i + 2])
    end
  end
  for i = 1, #order do
    write(order[i], named[order[i]], id)
  end
  redis.call('SET', 'p:' .. id, rows)
  redis.call('HINCRBY', head, 'version', 1)
  redis.call('HINCRBY', head, 'confirmed', whole(total))
  return 0
end

local function sums(taxpayer)
  local head = redis.call('HMGET', 't:' .. taxpayer, 'confirmed', 'parked', 'suspense')
  local allocated, surplus, misdirected = 0, 0, 0
  local own = redis.call('SMEMBERS', 'o:' .. taxpayer)
  for i = 1, #own do
    local d = read(own[i])
    for n = 1, #d.p do
      allocated = allocated + d.p[n]
    end
    surplus = surplus + d.s
    misdirected = misdirected + d.m
  end
  return { head[1] or '0', whole(allocated), whole(surplus), whole(misdirected), head[2] or '0', head[3] or '0' }
end

if ARGV[1] == 'decision' then
  local d = read(ARGV[2])
  return d and decide(ARGV[2], d)
elseif ARGV[1] == 'sums' then
  return sums(ARGV[2])
end

-- 0 accepted, 1 duplicate, 2 conflict, 3 rejected.
if not redis.call('SET', KEYS[1], ARGV[2], 'NX') then
  return redis.call('GET', KEYS[1]) == ARGV[2] and 1 or 2
end
return (ARGV[1] == 'register' and register or pay)(ARGV[3], ARGV[4], ARGV[5])
