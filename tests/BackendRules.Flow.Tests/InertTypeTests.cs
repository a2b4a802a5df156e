namespace BackendRules.Flow.Tests;

/// <summary>Types that can't carry a text, and those that look like them.</summary>
public sealed class InertTypeTests
{
    [Theory]
    [InlineData("bool", "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "decimal", "float", "double", "nint", "nuint", "DateTime", "int?", "Guid?", "DayOfWeek")]
    [InlineData("Guid", "TimeSpan", "DateTimeOffset", "DateOnly", "TimeOnly", "Version", "Type", "Half", "Int128", "UInt128", "Index", "Range", "StringComparison", "TimeZoneInfo")]
    [InlineData("System.Threading.CancellationToken", "System.Numerics.BigInteger", "Task", "ValueTask", "Task<int>", "ValueTask<Guid>", "int[]", "Guid[]", "int[][]", "bool?[]")]
    [InlineData("List<int>", "IReadOnlyList<DateTime>", "Dictionary<int, Guid>", "System.Collections.ObjectModel.Collection<int>", "System.Collections.Immutable.ImmutableArray<int>",
        "System.Collections.Concurrent.ConcurrentBag<Guid>", "System.Collections.Frozen.FrozenSet<int>", "ILookup<int, Guid>", "List<List<int>>")]
    public void Numbers_and_their_like_carry_nothing(params string[] types) => FlowTest.Check(Program(types, ""));

    [Theory]
    [InlineData("string", "object", "char", "Uri", "string[]", "char[]", "byte[]", "sbyte[]", "List<string>", "List<byte>", "Dictionary<int, string>", "Dictionary<string, int>", "Task<string>",
        "System.Collections.Queue", "Lazy<int>", "Tuple<int, int>", "(string, int)", "System.Numerics.Vector3")]
    [InlineData("Mine.Guid", "Mine.Version", "Mine.System.Type", "Outer.TimeSpan", "Mine.Collections.Bag<int>", "Mine.Tasks.Job", "Mine.Generic.Plain")]
    public void What_looks_alike_carries(params string[] types) => FlowTest.Check(Program(types, "// flow"));

    private static string Program(string[] types, string mark) => $$"""
        namespace Mine { class Guid { } class Version { } } namespace Mine.System { class Type { } } class Outer { public class TimeSpan { } }
        namespace Mine.Collections { class Bag<T> { } } namespace Mine.Tasks { class Job { } } namespace Mine.Generic { class Plain { } }
        class AController
        {
        {{string.Join('\n', types.Select((type, i) => $"public void Get{i}({type} given) {{ Db.Go(given); {mark}\n}}"))}}
        }
        """;
}
