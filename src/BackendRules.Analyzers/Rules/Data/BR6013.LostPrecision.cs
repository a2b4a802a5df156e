using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

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

    private static readonly Members s_precise = new(
        "Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder.HasPrecision", "Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder`1.HasPrecision",
        "Microsoft.EntityFrameworkCore.RelationalPropertyBuilderExtensions.HasColumnType", "Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder`1.HasConversion", "Microsoft.EntityFrameworkCore.Metadata.Builders.PropertyBuilder.HasConversion");

    private static readonly Members s_conventions = new("Microsoft.EntityFrameworkCore.ModelConfigurationBuilder.Properties", "Microsoft.EntityFrameworkCore.Metadata.IMutableModel.GetEntityTypes", "Microsoft.EntityFrameworkCore.Metadata.IReadOnlyModel.GetEntityTypes");

    public LostPrecision()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbSet`1");

    public override void Start(Watch watch)
    {
        var precise = new ConcurrentDictionary<string, bool>();
        var conventions = new ConcurrentBag<bool>();
        var isSqlServer = watch.Known.Has("Microsoft.EntityFrameworkCore.SqlServerDbContextOptionsExtensions");
        watch.Call(s_conventions, (_, call) =>
        {
            if (call.TargetMethod.Name == "GetEntityTypes" || call.TargetMethod.TypeArguments.Any(static type => type.SpecialType == SpecialType.System_Decimal))
                conventions.Add(true);
        });
        watch.Call(s_precise, (_, call) =>
        {
            // By name: the same property may be configured through a base class or an interface.
            foreach (var name in call.Syntax.DescendantNodes().OfType<LambdaExpressionSyntax>().Select(static lambda => (lambda.ExpressionBody as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText))
            {
                if (name is not null)
                    precise.TryAdd(name, true);
            }

            foreach (var literal in call.Syntax.DescendantNodes().OfType<LiteralExpressionSyntax>())
                precise.TryAdd(literal.Token.ValueText, true);
        });
        watch.End(context =>
        {
            var entities = Entities.Of(context.Compilation, context.CancellationToken);
            foreach (var type in SourceTypes.Of(context.Compilation, context.CancellationToken).All)
            {
                if (!entities.Contains(type))
                    continue;
                foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
                {
                    if (property is { IsStatic: false, SetMethod: not null, Locations: [{ IsInSource: true } place, ..] } && !IsPrecise(property) && !precise.ContainsKey(property.Name))
                        Look(property, place);
                }
            }

            void Look(IPropertySymbol property, Location place)
            {
                var number = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : property.Type;
                if (number.SpecialType == SpecialType.System_Decimal && isSqlServer && conventions.IsEmpty)
                    context.ReportDiagnostic(Declared.At(place, ImmutableDictionary<string, string?>.Empty.Add(Decimal, ""), $"{property.ContainingType.Name}.{property.Name}"));
                else if (number.SpecialType is SpecialType.System_Double or SpecialType.System_Single && Words(property.Name).Any(s_money.Contains))
                    context.ReportDiagnostic(Diagnostic.Create(s_binary, place, $"{property.ContainingType.Name}.{property.Name}", number.ToDisplayString()));
            }
        });
    }

    private static bool IsPrecise(IPropertySymbol property) => property.GetAttributes().Any(static attribute =>
        attribute.AttributeClass?.Name is "PrecisionAttribute" or "NotMappedAttribute" || attribute.AttributeClass?.Name == "ColumnAttribute" && attribute.NamedArguments.Any(static named => named.Key == "TypeName"));

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
