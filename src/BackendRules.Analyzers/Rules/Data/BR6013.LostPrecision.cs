using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>BR6013: a column that cuts decimals, or money in binary fractions.</summary>
public sealed class LostPrecision : Check
{
    internal static readonly Rule Declared = new(
        "BR6013",
        nameof(LostPrecision),
        "Columns of numbers say how exact they are",
        "'{0}' has no precision, and SQL Server keeps two decimals and cuts the rest without a word; say it with '[Precision]' or 'HasPrecision'",
        Level.Info)
    {
        Profile = ["DB1"],
        Cwe = [1339],
        EndOnly = true,
    };

    /// <summary>The property of a decimal, which the fix can give a precision.</summary>
    internal const string Decimal = "decimal";

    private static readonly DiagnosticDescriptor s_binary = Declared.Saying("'{0}' holds money as '{1}', which can't hold most amounts exactly; use 'decimal'");

    private static readonly HashSet<string> s_money = new(StringComparer.OrdinalIgnoreCase) { "price", "amount", "balance", "total", "subtotal", "cost", "fee", "salary", "discount", "tax", "payment", "revenue" };

    public LostPrecision()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbSet`1");

    public override void Start(Watch watch)
    {
        var model = DataModel.Of(watch);
        var isSqlServer = watch.Known.Has("Microsoft.EntityFrameworkCore.SqlServerDbContextOptionsExtensions");
        watch.End(context =>
        {
            var entities = Entities.Of(context.Compilation, context.CancellationToken);
            foreach (var type in SourceTypes.Of(context.Compilation, context.CancellationToken).All)
            {
                if (!entities.Contains(type))
                    continue;
                foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
                {
                    if (property is { IsStatic: false, SetMethod: not null, Locations: [{ IsInSource: true } place, ..] } && !model.IsPrecise(property))
                        Look(property, place);
                }
            }

            void Look(IPropertySymbol property, Location place)
            {
                var number = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : property.Type;
                if (number.SpecialType == SpecialType.System_Decimal && isSqlServer && !model.PrecisionByConvention)
                    context.ReportDiagnostic(Declared.At(place, ImmutableDictionary<string, string?>.Empty.Add(Decimal, ""), $"{property.ContainingType.Name}.{property.Name}"));
                else if (number.SpecialType is SpecialType.System_Double or SpecialType.System_Single && Words(property.Name).Any(s_money.Contains))
                    context.ReportDiagnostic(Diagnostic.Create(s_binary, place, $"{property.ContainingType.Name}.{property.Name}", number.ToDisplayString()));
            }
        });
    }

    /// <summary>The words of a name in PascalCase.</summary>
    private static IEnumerable<string> Words(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && !char.IsUpper(name[i]))
                continue;
            yield return name.Substring(start, i - start);
            start = i;
        }
    }
}
