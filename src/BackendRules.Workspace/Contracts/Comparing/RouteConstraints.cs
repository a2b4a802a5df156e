namespace BackendRules.Workspaces;

/// <summary>BRC004: what the parameters of a route let through.</summary>
internal static class RouteConstraints
{
    public static void Report(Subject subject, ApiEndpoint before, ApiEndpoint after)
    {
        var old = Holes(before.Route).ToList();
        var young = Holes(after.Route).ToList();
        for (var i = 0; i < Math.Min(old.Count, young.Count); i++)
        {
            var (was, becomes) = (old[i], young[i]);
            var shown = new Changed("{" + becomes.Name + "}", was.Text, becomes.Text);
            if (was.IsCatchAll && !becomes.IsCatchAll)
                subject.Report("BRC004", ContractLevel.Breaking, Direction.Request, $"'{becomes.Name}' no longer takes the rest of the path", shown);
            if (was.IsOptional && !becomes.IsOptional)
                subject.Report("BRC004", ContractLevel.Breaking, Direction.Request, $"'{becomes.Name}' can no longer be left out of the path", shown);
            var added = becomes.Constraints.Except(was.Constraints, StringComparer.OrdinalIgnoreCase).ToList();
            var gone = was.Constraints.Except(becomes.Constraints, StringComparer.OrdinalIgnoreCase).ToList();
            if (added.Count > 0)
            {
                // A parameter that was read as a number anyway took nothing else: 404 comes instead of 400.
                var bound = before.Parameters.FirstOrDefault(p => p.In == ParameterPlace.Path && string.Equals(p.Name, was.Name, StringComparison.OrdinalIgnoreCase))?.Type.Format;
                var isImplied = added.TrueForAll(one => Implies(bound, one) || gone.Exists(other => Contains(one, other)));
                subject.Report("BRC004", isImplied ? ContractLevel.Info : ContractLevel.Breaking, Direction.Request, $"'{becomes.Name}' has the constraint {string.Join(", ", added)}", shown);
            }
            else if (gone.Count > 0)
            {
                subject.Report("BRC004", ContractLevel.Info, Direction.Request, $"'{becomes.Name}' no longer has the constraint {string.Join(", ", gone)}", shown);
            }
        }
    }

    private static bool Implies(string? format, string constraint) => (format, constraint.ToLowerInvariant()) switch
    {
        ("int32", "int") or ("int64", "int" or "long") or ("int32", "long") or ("uuid", "guid") or ("boolean", "bool") or ("date-time", "datetime") or ("decimal", "decimal") or ("double", "double" or "float") => true,
        ("int16", "int" or "long") => true,
        _ => false,
    };

    /// <summary>Whether everything that an old constraint let through passes a new one.</summary>
    private static bool Contains(string young, string old) => (young.ToLowerInvariant(), old.ToLowerInvariant()) switch
    {
        ("long", "int") or ("decimal" or "double" or "float", "int" or "long") => true,
        (var one, var other) when Number(one, "maxlength(") is { } longer && Number(other, "maxlength(") is { } shorter => longer >= shorter,
        (var one, var other) when Number(one, "minlength(") is { } longer && Number(other, "minlength(") is { } shorter => longer <= shorter,
        (var one, var other) when Number(one, "max(") is { } higher && Number(other, "max(") is { } lower => higher >= lower,
        (var one, var other) when Number(one, "min(") is { } higher && Number(other, "min(") is { } lower => higher <= lower,
        _ => false,
    };

    private static long? Number(string constraint, string prefix) =>
        constraint.StartsWith(prefix, StringComparison.Ordinal) && long.TryParse(constraint[prefix.Length..].TrimEnd(')'), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<Hole> Holes(string route)
    {
        for (var i = route.IndexOf('{', StringComparison.Ordinal); i >= 0 && i < route.Length; i = route.IndexOf('{', i))
        {
            var end = i + 1;
            for (var depth = 0; end < route.Length; end++)
            {
                if (route[end] == '(')
                    depth++;
                else if (route[end] == ')')
                    depth--;
                else if (route[end] == '}' && depth <= 0)
                    break;
            }

            yield return Hole.Of(route[(i + 1)..Math.Min(end, route.Length)]);
            i = Math.Min(end + 1, route.Length);
            if (i >= route.Length)
                yield break;
        }
    }

    private sealed record Hole(string Text, string Name, bool IsCatchAll, bool IsOptional, IReadOnlyList<string> Constraints)
    {
        public static Hole Of(string inside)
        {
            var isCatchAll = inside.StartsWith('*');
            var text = inside.TrimStart('*');
            var isOptional = text.EndsWith('?');
            text = text.TrimEnd('?');
            var parts = new List<string>();
            var (start, depth) = (0, 0);
            for (var i = 0; i <= text.Length; i++)
            {
                if (i == text.Length || text[i] == ':' && depth == 0)
                {
                    parts.Add(text[start..i]);
                    start = i + 1;
                }
                else if (text[i] == '(')
                {
                    depth++;
                }
                else if (text[i] == ')')
                {
                    depth--;
                }
            }

            var last = parts[^1].IndexOf('=', StringComparison.Ordinal);
            if (last >= 0)
            {
                parts[^1] = parts[^1][..last];
                isOptional = true;
            }

            return new Hole("{" + inside + "}", parts[0], isCatchAll, isOptional, [.. parts.Skip(1).Where(static part => part.Length > 0)]);
        }
    }
}
