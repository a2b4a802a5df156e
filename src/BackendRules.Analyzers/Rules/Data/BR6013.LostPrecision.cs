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

    /// <summary>What may follow such a word without making another thing of it: a price per unit is money, the elasticity of a price isn't.</summary>
    private static readonly HashSet<string> s_after = new(StringComparer.OrdinalIgnoreCase) { "per", "in", "each", "net", "gross", "due", "paid", "before", "after", "with", "without", "incl", "including", "excl", "excluding", "eur", "usd", "gbp", "chf" };

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
            var stored = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
            foreach (var type in SourceTypes.Of(context.Compilation, context.CancellationToken).All)
            {
                if (entities.Contains(type))
                    Store(type);
            }

            // What an entity holds is a table of its own, or columns of the entity's.
            void Store(INamedTypeSymbol type)
            {
                foreach (var one in type.WithBases())
                {
                    if (!SymbolEqualityComparer.Default.Equals(one.ContainingAssembly, context.Compilation.Assembly) || !stored.Add(one.OriginalDefinition))
                        return;
                    foreach (var property in one.OriginalDefinition.GetMembers().OfType<IPropertySymbol>())
                    {
                        if (property is not { IsStatic: false, IsIndexer: false, Locations: [{ IsInSource: true } place, ..] } || model.IsPrecise(property))
                            continue;
                        if (property.SetMethod is not null)
                            Look(property, place);
                        if (Held(property) is { } held)
                            Store(held);
                    }
                }
            }

            void Look(IPropertySymbol property, Location place)
            {
                var number = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : property.Type;
                if (number.SpecialType == SpecialType.System_Decimal && isSqlServer && !model.PrecisionByConvention)
                    context.ReportDiagnostic(Declared.At(place, ImmutableDictionary<string, string?>.Empty.Add(Decimal, ""), $"{property.ContainingType.Name}.{property.Name}"));
                else if (number.SpecialType is SpecialType.System_Double or SpecialType.System_Single && IsMoney(property.Name))
                    context.ReportDiagnostic(Diagnostic.Create(s_binary, place, $"{property.ContainingType.Name}.{property.Name}", number.ToDisplayString()));
            }
        });
    }

    /// <summary>The class that a property holds, or a collection of which it is.</summary>
    private static INamedTypeSymbol? Held(IPropertySymbol property)
    {
        var type = property.Type is INamedTypeSymbol { TypeArguments: [var element] } && Entities.IsCollection(property.Type) ? element : property.Type;
        return property.DeclaredAccessibility == Accessibility.Public && (property.SetMethod is not null || !SymbolEqualityComparer.Default.Equals(type, property.Type)) ? type as INamedTypeSymbol : null;
    }

    private static bool IsMoney(string name)
    {
        var words = NameWords.Of(name);
        for (var i = 0; i < words.Count; i++)
        {
            if (s_money.Contains(words[i]) && (i + 1 == words.Count || s_after.Contains(words[i + 1])))
                return true;
        }

        return false;
    }
}
